// SPDX-License-Identifier: BSD-3-Clause
#ifndef losslandscape_Mathematics_Topology_Flat_FlatRegions_h
#define losslandscape_Mathematics_Topology_Flat_FlatRegions_h

#include "Core/Mathematics/Topology/Field/ScalarField.h"

namespace losslandscape
{
namespace topology
{

/// Up to which loss a region around a minimum counts as flat.
enum class FlatTolerance
{
  Absolute = 0, ///< minimum + tolerance
  Relative = 1, ///< minimum + tolerance times the range of values
  /// Up to the lowest pass from which the region would spill into that of another minimum; the
  /// highest value of the domain if there is no other.
  UntilSaddle = 2
};

struct FlatRegionOptions
{
  FlatTolerance Mode = FlatTolerance::Relative;
  double Tolerance = 0.01; ///< not used by UntilSaddle
  /// Minima of less persistence (a share of the range of values if Relative) have no region.
  double PersistenceThreshold = 0.01;
  bool Relative = true;
};

/// The connected part of {f <= Level} around a minimum (Hochreiter and Schmidhuber 1997: a flat
/// minimum is a large connected region of acceptable error). f is linear on each triangle or
/// tetrahedron, and area, centroid and axes are exact for that f.
struct FlatRegion
{
  std::int64_t Minimum; ///< vertex
  double MinimumValue;
  double Level;
  double Persistence;          ///< of the minimum; infinite for the lowest one of a connected part
  std::int64_t NumberOfPoints; ///< points of the grid with values <= Level in it
  std::int64_t
    MinimaInside; ///< how many of the listed minima it holds: more than 1 if they share it
  double Measure; ///< length, area or volume (by the number of axes with more than one point)
  double EquivalentRadius; ///< of the ball (disc, interval) of that measure
  /// Largest distance from a grid point inside to the region's boundary, the border of the image
  /// included.
  double InscribedRadius;
  Vector3 Centroid;
  /// Half axes, longest first, of the ellipsoid with the same second moments; 0 beyond the
  /// dimension.
  Vector3 SemiAxes;
  std::array<Vector3, 3> Axes; ///< their unit vectors
  double
    AxisRatio; ///< longest by shortest half axis; 1 if all are 0, infinite if only the shortest is
  bool TouchesBorder; ///< of the image, or a cut-out point
};

struct FlatRegions
{
  std::vector<FlatRegion> Regions; ///< by ascending (value, vertex) of the minimum
  /// Per point: index into Regions; where regions overlap the one with the lowest level; -1 in
  /// none.
  std::vector<std::int64_t> Labels;
};

/// Cost: each region is walked through once, and overlapping ones again each: minima times points
/// in the worst case (noise, a low persistence threshold and a wide tolerance).
FlatRegions FindFlatRegions(
  const ScalarField& field, const FlatRegionOptions& options, const Execution& execution = {});

} // namespace topology
} // namespace losslandscape

#endif
