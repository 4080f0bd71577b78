// SPDX-License-Identifier: BSD-3-Clause
#ifndef losslandscape_Engine_Derivatives_NetworkHessian_h
#define losslandscape_Engine_Derivatives_NetworkHessian_h

#include "Core/Engine/Derivatives/ParameterSpaceLoss.h"
#include "Core/Mathematics/Curvature/CoordinateBlock.h"

namespace losslandscape
{

/// The Hessian of a problem's loss by all weights, at its weights, as an operator that counts its
/// products. A product throws Error if it is not finite.
class NetworkHessian
{
public:
  /// Progress is that of products out of `most`: told about ten times a second, and answered within
  /// one batch (Aborted).
  NetworkHessian(
    std::shared_ptr<const Problem> problem, int threads, std::int64_t most, Progress progress = {});
  NetworkHessian(const NetworkHessian&) = delete;
  NetworkHessian& operator=(const NetworkHessian&) = delete;

  /// The loss that it is the Hessian of.
  ParameterSpaceLoss& GetLoss() { return this->Loss; }

  /// Lives no longer than this.
  curvature::SymmetricOperator Operator();

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

/// Throws Error if they are not finite. Progress is asked whether to go on, and told 0.
LossAtCentre EvaluateCentre(ParameterSpaceLoss& loss, const Progress& progress);

/// Where each parameter's weights are in a vector of all of them, in the network's order.
std::vector<curvature::CoordinateBlock> ParameterBlocks(const Problem& problem);

/// The same for parameters of two or more dimensions only: those that move if biases and norm
/// layers are ignored.
std::vector<curvature::CoordinateBlock> BlocksWithoutBiasAndNorm(const Problem& problem);

} // namespace losslandscape

#endif
