// SPDX-License-Identifier: BSD-3-Clause
#ifndef losslandscape_Engine_Evaluation_LossNumbers_h
#define losslandscape_Engine_Evaluation_LossNumbers_h

#include "Core/Engine/Problem/Loss.h"

#include <cstddef>
#include <vector>

namespace losslandscape
{

/// The numbers that a file of evaluated points keeps of a loss, and back.
inline std::vector<double> NumbersOf(const LossValue& value)
{
  return { value.Loss, value.Accuracy, value.StandardError };
}

inline LossValue ValueOf(const std::vector<double>& numbers)
{
  LossValue value;
  value.Loss = numbers[0];
  value.Accuracy = numbers[1];
  value.StandardError = numbers[2];
  return value;
}

constexpr std::size_t NumbersPerLoss = 3;

} // namespace losslandscape

#endif
