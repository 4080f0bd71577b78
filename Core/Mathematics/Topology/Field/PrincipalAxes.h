// SPDX-License-Identifier: BSD-3-Clause
#ifndef losslandscape_Mathematics_Topology_Field_PrincipalAxes_h
#define losslandscape_Mathematics_Topology_Field_PrincipalAxes_h

#include "Core/Mathematics/Topology/Field/LocalPolynomial.h"
#include "Core/Mathematics/Topology/Field/Triangulation.h"

namespace losslandscape
{
namespace topology
{

/// Eigenvalues and unit eigenvectors of a symmetric matrix over the axes of a grid with more than
/// one point, as vectors of all three: ascending, then 0 with its unit vector for each other axis.
struct PrincipalAxes
{
  Vector3 Values;
  std::array<Vector3, 3> Vectors;
};

PrincipalAxes FindPrincipalAxes(const SmallMatrix& matrix, const Triangulation& grid);

} // namespace topology
} // namespace losslandscape

#endif
