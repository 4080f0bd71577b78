// SPDX-License-Identifier: BSD-3-Clause
// Internal to Core/Engine: the interface uses types of LibTorch.
#ifndef losslandscape_Engine_Derivatives_BatchDerivatives_h
#define losslandscape_Engine_Derivatives_BatchDerivatives_h

#include "Core/Engine/Problem/ModuleExecutor.h"

#include <Eigen/Core>

#include <functional>

namespace losslandscape
{

/// Differentiates a problem's loss by the weights of a network: by automatic differentiation in the
/// network's own precision, with sums over batches in double precision. Statistics of norm layers
/// are held as they are (in BatchNormMode::Batch they are each batch's own, and differentiated).
/// Vectors have the numbers of all parameters in order. Every result is what the range of batches
/// contributes to the mean over all samples, so that ranges add up.
///
/// Functions throw Aborted between two batches once `keepGoing` returns false, and Error if the
/// loss cannot be differentiated.
class BatchDerivatives
{
public:
  /// `moves`: see ModuleExecutor.
  BatchDerivatives(const Problem& problem, const Displacement* moves);

  ModuleExecutor& GetNetwork() { return this->Network; }

  /// The network's own tensors, not copies.
  const std::vector<torch::Tensor>& GetParameters() const { return this->Parameters; }

  BatchRange AllBatches() const { return { 0, this->TheProblem.Batches.size() }; }

  using Question = std::function<bool()>;
  double Loss(const BatchRange& range, const Question& keepGoing = {});

  /// Stores the loss as well, which costs nothing more, unless `loss` is null.
  Eigen::VectorXd Gradient(
    const BatchRange& range, const Question& keepGoing = {}, double* loss = nullptr);

  /// The Hessian times each column: the gradient is differentiated once for all columns, then there
  /// is one more pass backward for each. Costs about 2 + 4 x columns forward passes.
  Eigen::MatrixXd HessianProducts(
    const Eigen::MatrixXd& vectors, const BatchRange& range, const Question& keepGoing = {});

  /// HessianProducts with the gradient, which costs nothing more, as one column more.
  Eigen::MatrixXd ProductsAndGradient(
    const Eigen::MatrixXd& vectors, const BatchRange& range, const Question& keepGoing = {});

private:
  using Tensors = std::vector<torch::Tensor>;

  /// Gives `work` the share of each batch in the loss, or that of all together if a batch's loss
  /// depends on what earlier ones have left in the network: derivatives are then those of the whole
  /// pass.
  template <typename Work>
  void ForEachShare(const BatchRange& range, const Question& keepGoing, Work&& work);

  /// The loss of the batch, as its share of the mean over all samples.
  torch::Tensor ShareOfLoss(const Batch& batch);
  /// The gradient by each parameter, undefined where the loss does not depend on it.
  Tensors GradientTensors(const torch::Tensor& loss, bool differentiable);

  /// Adds products to the columns of `sums`, and gives `take` the gradient of each share.
  void AddProducts(const Eigen::MatrixXd& vectors, const BatchRange& range,
    const Question& keepGoing, const std::function<void(const Tensors& gradient)>& take,
    Eigen::MatrixXd& sums);

  const Problem::Internals& TheProblem;
  ModuleExecutor Network;
  Tensors Parameters;
};

} // namespace losslandscape

#endif
