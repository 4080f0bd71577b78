// SPDX-License-Identifier: BSD-3-Clause
#ifndef losslandscape_Mathematics_Topology_Field_FiniteDifferences_h
#define losslandscape_Mathematics_Topology_Field_FiniteDifferences_h

#include "Core/Mathematics/Topology/Field/ScalarField.h"

#include <array>
#include <vector>

namespace losslandscape
{
namespace topology
{

/// The weights with which the values at 0, 1, ..., points - 1 add up to the derivative, at `at`, of
/// the polynomial through them (Fornberg 1988).
std::vector<double> FornbergWeights(int derivative, int points, double at);

/// First or second derivatives of values on a line, by central differences of an even error order.
class LineDifferences
{
public:
  /// `derivative`: 1 or 2; `order`: 2 or 4; `spacing`: distance of the values.
  LineDifferences(int derivative, int order, double spacing);

  /// Computes the derivatives of the values on a line. Each unbroken run of finite values is taken
  /// by itself. Near its ends the stencil is one-sided and of the same error order; if the run is
  /// shorter than that stencil, the stencil is the whole run. Derivatives are NaN between runs, and
  /// on runs too short for any difference.
  void Apply(const std::vector<double>& values, std::vector<double>& derivatives) const;

private:
  static constexpr int MostPoints = 6;
  using Stencil = std::array<double, MostPoints>;

  double DerivativeAt(const double* run, std::int64_t length, std::int64_t at) const;

  const int Derivative;
  const int Order;
  const double Spacing;
  std::array<std::array<Stencil, MostPoints>, MostPoints + 1> Weights = {}; ///< [points][at]
};

/// One of several numbers that are stored for each point of a grid. That of point p is First[p *
/// Stride].
template <typename T>
struct Component
{
  T* First;
  int Stride;
};

/// Applies the differences to all lines along an axis.
void DifferentiateAlongAxis(const Size& size, int axis, const LineDifferences& differences,
  Component<const double> values, Component<double> derivatives, const Execution& execution);

} // namespace topology
} // namespace losslandscape

#endif
