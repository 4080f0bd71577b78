// SPDX-License-Identifier: BSD-3-Clause
#ifndef losslandscape_Mathematics_Curvature_ScalarFunction_h
#define losslandscape_Mathematics_Curvature_ScalarFunction_h

#include <Eigen/Core>

#include <functional>

namespace losslandscape::curvature
{

/// A differentiable function of many numbers, such as a loss as a function of the offset from a
/// network's weights. Exceptions of its parts are passed on.
struct ScalarFunction
{
  std::function<double(const Eigen::VectorXd& offset)> Value;
  std::function<Eigen::VectorXd(const Eigen::VectorXd& offset)> Gradient;
};

} // namespace losslandscape::curvature

#endif
