// SPDX-License-Identifier: BSD-3-Clause
#ifndef losslandscape_Engine_Plane_DirectionNormalization_h
#define losslandscape_Engine_Plane_DirectionNormalization_h

#include "Core/Engine/Plane/Direction.h"
#include "Core/Engine/Plane/ParameterVector.h"

namespace losslandscape
{

/// The number of the filter that each element of a block belongs to (see FilterLayout), and how
/// many filters there are.
struct FilterIndex
{
  std::vector<std::int64_t> Filter;
  std::int64_t Count = 0;
};
FilterIndex FiltersOf(const ParameterBlock& block);

/// Sets one-dimensional parameters to zero.
void IgnoreBiasAndNorm(ParameterVector& direction);

/// Scales each part of the direction to the norm of the same part of the weights. Parts whose
/// direction or weights are zero become zero. `None` changes nothing.
void Normalize(
  ParameterVector& direction, const ParameterVector& weights, Normalization normalization);

/// Makes the direction orthogonal to `other` within each part that the normalisation scales (the
/// whole vector for Network and None), keeping parts of a single number as they are.
void Orthogonalize(
  ParameterVector& direction, const ParameterVector& other, Normalization normalization);

} // namespace losslandscape

#endif
