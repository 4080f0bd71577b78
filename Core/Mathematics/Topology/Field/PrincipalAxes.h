// SPDX-License-Identifier: BSD-3-Clause
#ifndef losslandscape_Mathematics_Topology_Field_PrincipalAxes_h
#define losslandscape_Mathematics_Topology_Field_PrincipalAxes_h

#include "Core/Mathematics/Topology/Field/LocalPolynomial.h"
#include "Core/Mathematics/Topology/Field/Triangulation.h"

namespace losslandscape
{
namespace topology
{

/// Eigenvalues and unit eigenvectors of a symmetric matrix over those axes of a grid that have more
/// than one point. The vectors have all three components. Eigenvalues ascend; then follow 0 and the
/// unit vector for each axis of one point.
struct PrincipalAxes
{
  Vector3 Values;
  std::array<Vector3, 3> Vectors;
};

PrincipalAxes FindPrincipalAxes(const SmallMatrix& matrix, const Triangulation& grid);

} // namespace topology
} // namespace losslandscape

#endif
