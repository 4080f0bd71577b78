// SPDX-License-Identifier: BSD-3-Clause
#ifndef losslandscape_Files_Landscapes_ParameterStatistics_h
#define losslandscape_Files_Landscapes_ParameterStatistics_h

#include "Core/Common/DenseArray.h"

#include <cstdint>

namespace losslandscape
{

/// Statistics of the values of one tensor. All but the counts leave out NaN and infinities, and are
/// NaN if no other value is left.
struct ParameterStatistics
{
  std::int64_t Count = 0;
  double Mean = 0.0;
  double StandardDeviation = 0.0; ///< with division by the number of values, as in NumPy
  double Norm = 0.0;              ///< Euclidean; 0 for an empty tensor
  double Minimum = 0.0;
  double Maximum = 0.0;
  std::int64_t NonFinite = 0;
};

ParameterStatistics StatisticsOf(const DenseArray& tensor);

} // namespace losslandscape

#endif
