// SPDX-License-Identifier: BSD-3-Clause
#ifndef losslandscape_Common_Grid_h
#define losslandscape_Common_Grid_h

#include <array>
#include <cstdint>

namespace losslandscape
{

/// A box of points in a grid, as indices {imin, imax, jmin, jmax, kmin, kmax} of its first and last
/// points.
using Extent = std::array<int, 6>;

/// A uniform grid of 1, 2 or 3 axes. An axis of a single point lies in the middle of its bounds;
/// axes beyond the dimension lie at 0.
class Grid
{
public:
  /// `resolution`: points per axis. `bounds`: {xmin, xmax, ymin, ymax, zmin, zmax}. Entries beyond
  /// `dimension` are ignored. Throws Error for a dimension other than 1, 2, 3, a resolution below 1
  /// or above 2^28 points in total, and bounds that are not finite, inverted, or empty with more
  /// than one point.
  Grid(int dimension, const std::array<int, 3>& resolution, const std::array<double, 6>& bounds);

  int Dimension() const { return this->NumberOfAxes; }
  const std::array<int, 3>& Resolution() const { return this->Points; }
  const std::array<double, 3>& Origin() const { return this->First; }
  const std::array<double, 3>& Spacing() const { return this->Step; }

  /// The extent of all points.
  Extent WholeExtent() const;

  /// The coordinate of a point: the double nearest to low + index * (high - low) / (points - 1).
  /// Points that grids share therefore have the same coordinates to the bit, whatever the grids'
  /// resolutions and bounds, so that what was evaluated on one grid serves the other. (Origin +
  /// index * Spacing, the formula of vtkImageData, is rounded at every step: of the 21 points that
  /// grids of 21 and 101 points from -1 to 1 share, 3 would differ.)
  double Coordinate(int axis, int index) const;

private:
  int NumberOfAxes;
  std::array<int, 3> Points = { 1, 1, 1 };
  std::array<double, 3> First = { 0.0, 0.0, 0.0 };
  std::array<double, 3> Last = { 0.0, 0.0, 0.0 };
  std::array<double, 3> Step = { 1.0, 1.0, 1.0 };
};

/// The number of points in an extent; 0 if it is empty.
std::int64_t NumberOfPoints(const Extent& extent);

} // namespace losslandscape

#endif
