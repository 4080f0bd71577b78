// SPDX-License-Identifier: BSD-3-Clause
#ifndef losslandscape_Mathematics_Topology_Flat_DistanceTransform_h
#define losslandscape_Mathematics_Topology_Flat_DistanceTransform_h

#include "Core/Mathematics/Topology/Field/ScalarField.h"

#include <vector>

namespace losslandscape
{
namespace topology
{

/// Squared distances on a grid: from 0 at some points and infinity elsewhere to the square of the
/// distance to the nearest of them; exact (lower envelopes of parabolas: Felzenszwalb, Huttenlocher
/// 2012). Linear in the number of points.
void TransformDistances(const Size& size, const Vector3& spacing, std::vector<double>& squares,
  const Execution& execution);

} // namespace topology
} // namespace losslandscape

#endif
