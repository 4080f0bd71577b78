// SPDX-License-Identifier: BSD-3-Clause
#ifndef losslandscape_Mathematics_Sampling_LimitedCubic_h
#define losslandscape_Mathematics_Sampling_LimitedCubic_h

#include <array>

namespace losslandscape
{
namespace sampling
{

/// Up to four neighbouring nodes on a line, by ascending position.
struct Stencil
{
  int Count = 0;
  int Left = 0; ///< index of the first of the two nodes around the wanted position
  std::array<double, 4> Positions;
  std::array<double, 4> Values;
};

/// Interpolates at `position`, between nodes Left and Left + 1, by the polynomial through all nodes
/// of the stencil, with its curvature limited to twice that of the flatter of the two parabolas
/// through three consecutive nodes (as in the harmonic-mean schemes of S. Amat, R. Donat, J.
/// Liandrat and J. C. Trillo, "Analysis of a new nonlinear subdivision scheme", Found. Comput.
/// Math. 6, 2006). It is exact for polynomials as long as those two curvatures are within a factor
/// of 3, and a straight line where one of the parabolas is straight, so that a jump or a spike
/// makes no waves beside it. Nodes beyond a non-finite one do not count; the result is NaN if one
/// of the two nodes around the position is not finite.
double InterpolateLimitedCubic(const Stencil& stencil, double position);

} // namespace sampling
} // namespace losslandscape

#endif
