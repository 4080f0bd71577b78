// SPDX-License-Identifier: BSD-3-Clause
#ifndef losslandscape_Mathematics_Curvature_SymmetricOperator_h
#define losslandscape_Mathematics_Curvature_SymmetricOperator_h

#include <Eigen/Core>

#include <functional>

namespace losslandscape::curvature
{

/// A symmetric matrix known by its products with vectors alone, such as the Hessian of a network's
/// loss. Exceptions of a product are passed on.
struct SymmetricOperator
{
  Eigen::Index Size = 0;
  std::function<Eigen::VectorXd(const Eigen::VectorXd& vector)> Apply;
};

} // namespace losslandscape::curvature

#endif
