// SPDX-License-Identifier: BSD-3-Clause
#ifndef losslandscape_Engine_Derivatives_NetworkHessian_h
#define losslandscape_Engine_Derivatives_NetworkHessian_h

#include "Core/Engine/Derivatives/ParameterSpaceLoss.h"
#include "Core/Mathematics/Curvature/CoordinateBlock.h"

namespace losslandscape
{

/// The Hessian of a problem's loss by all weights, at the problem's weights, as an operator that
/// counts its products. A product throws Error if it is not finite.
class NetworkHessian
{
public:
  /// `progress` is told about ten times a second how many of `most` products are done. If it asks
  /// to stop, Aborted is thrown within one batch.
  NetworkHessian(
    std::shared_ptr<const Problem> problem, int threads, std::int64_t most, Progress progress = {});
  NetworkHessian(const NetworkHessian&) = delete;
  NetworkHessian& operator=(const NetworkHessian&) = delete;

  /// The loss whose Hessian this is.
  ParameterSpaceLoss& GetLoss() { return this->Loss; }

  /// The operator, which must not outlive this object.
  curvature::SymmetricOperator Operator();

  /// How many products were computed so far.
  std::int64_t Products() const { return this->Count; }

private:
  bool Tell(double fraction) const;
  Eigen::VectorXd Product(const Eigen::VectorXd& vector);

  ParameterSpaceLoss Loss;
  std::int64_t Most;
  Progress Told;
  std::int64_t Count = 0;
};

/// Loss and gradient at a problem's weights.
struct LossAtCentre
{
  double Value = 0.0;
  Eigen::VectorXd Gradient;
};

/// Throws Error if loss or gradient are not finite. `progress` is told 0 each time that it is asked
/// whether to go on.
LossAtCentre EvaluateCentre(ParameterSpaceLoss& loss, const Progress& progress);

/// Where the weights of each parameter are in a vector of all weights, in the network's order.
std::vector<curvature::CoordinateBlock> ParameterBlocks(const Problem& problem);

/// ParameterBlocks of parameters of two or more dimensions only: those that move if biases and norm
/// layers are ignored.
std::vector<curvature::CoordinateBlock> BlocksWithoutBiasAndNorm(const Problem& problem);

} // namespace losslandscape

#endif
