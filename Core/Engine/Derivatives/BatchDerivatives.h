// SPDX-License-Identifier: BSD-3-Clause
// Shows Torch types.
#ifndef losslandscape_Engine_Derivatives_BatchDerivatives_h
#define losslandscape_Engine_Derivatives_BatchDerivatives_h

#include "Core/Engine/Derivatives/BatchRange.h"
#include "Core/Engine/Problem/ModuleExecutor.h"

#include <Eigen/Core>

#include <functional>

namespace losslandscape
{

/// Differentiates a problem's loss by the weights of a network, by automatic differentiation in the
/// network's own precision; statistics of norm layers are held as they are (in BatchNormMode::Batch
/// they are each batch's own, and differentiated). Sums over batches in double. Vectors have all
/// parameters' numbers in order. Everything is the share of the mean over all samples that the
/// range contributes, so that ranges add up.
///
/// Functions throw Aborted between two batches once `keepGoing` returns false, and Error if the
/// loss cannot be differentiated.
class BatchDerivatives
{
public:
  /// Without moves the network can only be displaced (see ModuleExecutor).
  BatchDerivatives(const Problem& problem, const Displacement* moves);

  ModuleExecutor& GetNetwork() { return this->Network; }

  /// The network's own tensors.
  const std::vector<torch::Tensor>& GetParameters() const { return this->Parameters; }

  BatchRange AllBatches() const { return { 0, this->TheProblem.Batches.size() }; }

  using Question = std::function<bool()>;
  double Loss(const BatchRange& range, const Question& keepGoing = {});

  /// The loss comes along for nothing.
  Eigen::VectorXd Gradient(
    const BatchRange& range, const Question& keepGoing = {}, double* loss = nullptr);

  /// Hessian times each column: one differentiation of the gradient for all of them, one more pass
  /// backward for each. Costs about 2 + 4 x columns forward passes.
  Eigen::MatrixXd HessianProducts(
    const Eigen::MatrixXd& vectors, const BatchRange& range, const Question& keepGoing = {});

  /// The same with the gradient, which comes along for nothing, as one column more.
  Eigen::MatrixXd ProductsAndGradient(
    const Eigen::MatrixXd& vectors, const BatchRange& range, const Question& keepGoing = {});

private:
  using Tensors = std::vector<torch::Tensor>;

  /// Gives `work` the loss of each batch, or of all together if a batch's depends on what earlier
  /// ones have left in the network: derivatives are then those of the whole pass.
  template <typename Work>
  void ForEachShare(const BatchRange& range, const Question& keepGoing, Work&& work);

  /// Of the batch, as a share of the mean over all samples.
  torch::Tensor ShareOfLoss(const Batch& batch);
  Tensors GradientTensors(const torch::Tensor& loss, bool differentiable);

  /// Adds products to columns of `sums`, and shows each batch's gradient.
  void AddProducts(const Eigen::MatrixXd& vectors, const BatchRange& range,
    const Question& keepGoing, const std::function<void(const Tensors& gradient)>& take,
    Eigen::MatrixXd& sums);

  const Problem::Internals& TheProblem;
  ModuleExecutor Network;
  Tensors Parameters;
};

} // namespace losslandscape

#endif
