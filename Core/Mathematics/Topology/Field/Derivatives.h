// SPDX-License-Identifier: BSD-3-Clause
#ifndef losslandscape_Mathematics_Topology_Field_Derivatives_h
#define losslandscape_Mathematics_Topology_Field_Derivatives_h

#include "Core/Mathematics/Topology/Field/ScalarField.h"

namespace losslandscape
{
namespace topology
{

/// Derivatives on all points of a grid. Axes of one point have derivative 0. Points outside the
/// domain, and those with too few neighbours in it for any difference, are NaN.
struct Derivatives
{
  std::vector<double> Gradient; ///< 3 per point
  std::vector<double> Hessian;  ///< 9 per point, row by row
  std::vector<double>
    Eigenvalues; ///< 3 per point: of the axes with more than one point, ascending, then 0
};

/// Computes derivatives by finite differences of error order 2 or 4 (weights: Fornberg 1988), which
/// are one-sided at the border of the image and beside cut-out points; where the domain is too
/// narrow for that order, of the highest one that fits. Units: value per (squared) coordinate.
/// Throws Error for another order.
Derivatives DifferentiateField(
  const ScalarField& field, int order, const Execution& execution = {});

} // namespace topology
} // namespace losslandscape

#endif
