// SPDX-License-Identifier: BSD-3-Clause
#ifndef losslandscape_Mathematics_Topology_Field_ScalarField_h
#define losslandscape_Mathematics_Topology_Field_ScalarField_h

#include "Core/Common/Parallel.h"

#include <array>
#include <cstdint>
#include <vector>

namespace losslandscape
{
namespace topology
{

/// The number of points per axis.
using Size = std::array<std::int64_t, 3>;
using Vector3 = std::array<double, 3>;

/// Values on the points of a uniform grid, and which of the points belong to the domain: those
/// with finite values. Point (i, j, k) has the id i + Size[0] * (j + Size[1] * k) and lies at
/// origin + index * spacing. The values are the caller's and must outlive the field.
///
/// Ties are broken by id ("simulation of simplicity", Edelsbrunner and Muecke 1990): all of
/// Core/Mathematics/Topology compares points by (value, id) only, so that no two are equal.
class ScalarField
{
public:
  /// Looks at all values once. Throws Error for a negative size or a spacing that is not positive
  /// and finite (on an axis with more than one point).
  ScalarField(const double* values, const Size& size, const Vector3& origin, const Vector3& spacing,
    const Execution& execution = {});

  const topology::Size& Size() const { return this->Points; }
  const Vector3& Origin() const { return this->First; }
  const Vector3& Spacing() const { return this->Step; }

  std::int64_t NumberOfPoints() const
  {
    return this->Points[0] * this->Points[1] * this->Points[2];
  }

  const double* Values() const { return this->Data; }
  double Value(std::int64_t point) const { return this->Data[point]; }

  /// The number of points that are NaN or infinite, and thus not part of the domain.
  std::int64_t NumberOfNonFinite() const { return this->NonFinite; }
  bool HasHoles() const { return this->NonFinite > 0; }
  bool InDomain(std::int64_t point) const { return this->Inside.empty() || this->Inside[point]; }

  /// The lowest finite value, and in Maximum the highest one; both are 0 if there are none.
  double Minimum() const { return this->Lowest; }
  double Maximum() const { return this->Highest; }
  /// The highest minus the lowest finite value; infinite if that overflows.
  double Range() const { return this->Highest - this->Lowest; }

  /// Whether point a comes before b in the order of all points of the domain, by (value, id).
  bool Below(std::int64_t a, std::int64_t b) const
  {
    return this->Data[a] < this->Data[b] || (this->Data[a] == this->Data[b] && a < b);
  }

  std::array<std::int64_t, 3> Index(std::int64_t point) const
  {
    const std::int64_t rest = point / this->Points[0];
    return { point % this->Points[0], rest % this->Points[1], rest / this->Points[1] };
  }
  Vector3 Position(std::int64_t point) const;

private:
  void Scan(const Execution& execution);

  const double* Data;
  topology::Size Points;
  Vector3 First;
  Vector3 Step;
  std::vector<std::uint8_t> Inside; ///< empty if all points are
  std::int64_t NonFinite = 0;
  double Lowest = 0.0;
  double Highest = 0.0;
};

} // namespace topology
} // namespace losslandscape

#endif
