// SPDX-License-Identifier: BSD-3-Clause
#ifndef losslandscape_Mathematics_Topology_Flat_DistanceTransform_h
#define losslandscape_Mathematics_Topology_Flat_DistanceTransform_h

#include "Core/Mathematics/Topology/Field/ScalarField.h"

#include <vector>

namespace losslandscape
{
namespace topology
{

/// Computes squared distances on a grid. `squares` must have 0 at some points and infinity
/// elsewhere; each value is replaced by the square of the distance to the nearest point that had 0,
/// which is exact (lower envelopes of parabolas: Felzenszwalb, Huttenlocher 2012). Cost: linear in
/// the number of points.
void TransformDistances(const Size& size, const Vector3& spacing, std::vector<double>& squares,
  const Execution& execution);

} // namespace topology
} // namespace losslandscape

#endif
