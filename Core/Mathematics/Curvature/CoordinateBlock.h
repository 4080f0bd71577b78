// SPDX-License-Identifier: BSD-3-Clause
#ifndef losslandscape_Mathematics_Curvature_CoordinateBlock_h
#define losslandscape_Mathematics_Curvature_CoordinateBlock_h

#include "Core/Mathematics/Curvature/SymmetricOperator.h"

#include <vector>

namespace losslandscape::curvature
{

/// Consecutive coordinates of a vector, such as the weights of one layer.
struct CoordinateBlock
{
  Eigen::Index First = 0;
  Eigen::Index Size = 0;
};

/// The coordinates of these blocks, one after the other.
Eigen::VectorXd Gather(const Eigen::VectorXd& vector, const std::vector<CoordinateBlock>& blocks);

/// The vector of `size` coordinates that has those of `part` in these blocks and zeros elsewhere.
Eigen::VectorXd Scatter(
  const Eigen::VectorXd& part, const std::vector<CoordinateBlock>& blocks, Eigen::Index size);

/// The submatrix of the rows and columns of these blocks. Of the Hessian of a loss it is the
/// Hessian of the same loss where only these coordinates move. Products cost as much as those of
/// the whole matrix.
SymmetricOperator Restrict(SymmetricOperator matrix, std::vector<CoordinateBlock> blocks);

} // namespace losslandscape::curvature

#endif
