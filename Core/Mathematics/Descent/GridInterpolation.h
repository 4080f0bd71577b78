// SPDX-License-Identifier: BSD-3-Clause
#ifndef losslandscape_Mathematics_Descent_GridInterpolation_h
#define losslandscape_Mathematics_Descent_GridInterpolation_h

#include "Core/Mathematics/Topology/Field/FiniteDifferences.h"
#include "Core/Mathematics/Topology/Field/ScalarField.h"

#include <array>
#include <cstdint>
#include <vector>

namespace losslandscape
{
namespace trajectory
{

using topology::Vector3;

/// Value and gradient of a field between its grid points. Axes of one point are ignored: the field
/// is constant along them. The field must outlive this object, whose methods may be called from
/// several threads.
class GridInterpolation
{
public:
  explicit GridInterpolation(const topology::ScalarField& field);

  /// Whether the field varies along this axis.
  bool IsActive(int axis) const { return this->Field.Size()[axis] != 1; }

  /// The multilinear interpolation of the values. NaN outside the grid, and where a corner that
  /// counts is not in the domain.
  double Value(const Vector3& position) const;

  /// The multilinear interpolation of gradients at the grid points, which are finite differences of
  /// error order 2, one-sided at the border and beside holes. All components are NaN where Value
  /// is, and where a corner that counts has too few neighbours for a difference. Components of
  /// ignored axes are 0.
  Vector3 Gradient(const Vector3& position) const;

private:
  /// A grid point around a position, with its weight.
  struct Corner
  {
    std::int64_t Point;
    double Weight;
  };

  /// The grid points that count at a position.
  struct Corners
  {
    std::array<Corner, 8> Items;
    int Number = 0; ///< how many there are; 0 outside the grid

    const Corner* begin() const { return this->Items.data(); }
    const Corner* end() const { return this->Items.data() + this->Number; }
  };

  Corners CornersAt(const Vector3& position) const;
  Vector3 GradientAt(std::int64_t point) const;
  double DerivativeAt(std::int64_t point, int axis) const;

  const topology::ScalarField& Field;
  Vector3 Tolerance; ///< how far outside the grid a position may lie, in grid steps
  std::vector<topology::LineDifferences> Differences; ///< one for each axis
};

} // namespace trajectory
} // namespace losslandscape

#endif
