// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Mathematics/Topology/Field/PrincipalAxes.h"

#include <algorithm>

namespace losslandscape
{
namespace topology
{

PrincipalAxes FindPrincipalAxes(const SmallMatrix& matrix, const Triangulation& grid)
{
  PrincipalAxes axes = {};
  const int dimension = grid.Dimension();
  std::array<bool, 3> counts = { false, false, false };
  Eigen::SelfAdjointEigenSolver<SmallMatrix> solver;
  // A grid of one point has no axes, and Eigen does not take empty matrices.
  if (dimension > 0)
  {
    solver.compute(matrix);
  }
  for (int e = 0; e < dimension; ++e)
  {
    axes.Values[e] = solver.eigenvalues()[e];
    for (int a = 0; a < dimension; ++a)
    {
      axes.Vectors[e][grid.Axis(a)] = solver.eigenvectors()(a, e);
    }
    counts[grid.Axis(e)] = true;
  }
  for (int axis = 0, e = dimension; axis < 3; ++axis)
  {
    if (!counts[axis])
    {
      axes.Vectors[e++][axis] = 1.0;
    }
  }
  return axes;
}

} // namespace topology
} // namespace losslandscape
