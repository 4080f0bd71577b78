// SPDX-License-Identifier: BSD-3-Clause
#ifndef CurvatureTesting_h
#define CurvatureTesting_h

#include "Core/Mathematics/Curvature/SymmetricOperator.h"

#include <utility>

namespace losslandscape::curvature
{

inline SymmetricOperator OperatorOf(Eigen::MatrixXd matrix)
{
  const Eigen::Index size = matrix.rows();
  return { size, [matrix = std::move(matrix)](const Eigen::VectorXd& v) -> Eigen::VectorXd {
            return matrix * v;
          } };
}

inline SymmetricOperator DiagonalOperator(Eigen::VectorXd diagonal)
{
  const Eigen::Index size = diagonal.size();
  return { size, [diagonal = std::move(diagonal)](const Eigen::VectorXd& v) -> Eigen::VectorXd {
            return diagonal.cwiseProduct(v);
          } };
}

} // namespace losslandscape::curvature

#endif
