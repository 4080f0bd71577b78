// SPDX-License-Identifier: BSD-3-Clause
#ifndef losslandscape_Mathematics_Topology_Flat_FlatRegions_h
#define losslandscape_Mathematics_Topology_Flat_FlatRegions_h

#include "Core/Mathematics/Topology/Field/ScalarField.h"

namespace losslandscape
{
namespace topology
{

/// The level up to which a region around a minimum counts as flat.
enum class FlatTolerance
{
  Absolute = 0, ///< minimum + tolerance
  Relative = 1, ///< minimum + tolerance times the range of values
  /// The lowest pass from which the region would spill into that of another minimum, or the highest
  /// value of the connected part of the domain if there is no other minimum in it.
  UntilSaddle = 2
};

struct FlatRegionOptions
{
  FlatTolerance Mode = FlatTolerance::Relative;
  double Tolerance = 0.01; ///< not used by UntilSaddle
  /// Persistence below which minima have no region: a share of the range of values if Relative,
  /// else a difference of values.
  double PersistenceThreshold = 0.01;
  bool Relative = true;
};

/// The connected part of {f <= Level} around a minimum (Hochreiter and Schmidhuber 1997: a flat
/// minimum is a large connected region of acceptable error). f is linear on each triangle or
/// tetrahedron, and area, centroid and axes are exact for that f.
struct FlatRegion
{
  std::int64_t Minimum; ///< vertex of the minimum
  double MinimumValue;
  double Level;
  double Persistence;          ///< of the minimum; infinite for the lowest one of a connected part
  std::int64_t NumberOfPoints; ///< points of the grid with values <= Level in it
  std::int64_t
    MinimaInside; ///< how many of the listed minima it holds: more than 1 if they share it
  double Measure; ///< length, area or volume (by the number of axes with more than one point)
  double EquivalentRadius; ///< radius of the ball (disc, interval) of that measure
  /// Largest distance from a grid point inside to the region's boundary, the border of the image
  /// included.
  double InscribedRadius;
  Vector3 Centroid;
  /// Half axes, longest first, of the ellipsoid with the same second moments; 0 beyond the
  /// dimension.
  Vector3 SemiAxes;
  std::array<Vector3, 3> Axes; ///< unit vectors along the half axes
  double
    AxisRatio; ///< longest by shortest half axis; 1 if all are 0, infinite if only the shortest is
  bool TouchesBorder; ///< reaches the border of the image, or a cut-out point
};

struct FlatRegions
{
  std::vector<FlatRegion> Regions; ///< by ascending (value, vertex) of the minimum
  /// For each point the index of its region in Regions; where regions overlap, that of the one with
  /// the lowest level; -1 outside all regions.
  std::vector<std::int64_t> Labels;
};

/// Finds the regions of all minima of enough persistence. Cost: each region is walked through once,
/// so that points where regions overlap are visited several times: minima times points in the worst
/// case (noise, a low persistence threshold and a wide tolerance). Throws Error if the threshold
/// or, except for UntilSaddle, the tolerance is negative or NaN, or the tolerance infinite.
FlatRegions FindFlatRegions(
  const ScalarField& field, const FlatRegionOptions& options, const Execution& execution = {});

} // namespace topology
} // namespace losslandscape

#endif
