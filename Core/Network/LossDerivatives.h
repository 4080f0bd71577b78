// SPDX-License-Identifier: BSD-3-Clause
// Private to Core/Network: shows Torch types.
#ifndef losslandscape_Network_LossDerivatives_h
#define losslandscape_Network_LossDerivatives_h

#include "Core/Network/MovableModule.h"

#include <Eigen/Core>

#include <functional>

namespace losslandscape
{

/// A part of a problem's batches: those from First on, Count of them.
struct BatchRange
{
  std::size_t First = 0;
  std::size_t Count = 0;
};

/// A worker that differentiates a problem's loss by the weights, by automatic differentiation in
/// the network's own precision; sums over batches in double. Vectors have all parameters' numbers
/// in order. Everything is the share of the mean over all samples that the range contributes, so
/// that ranges add up.
///
/// Functions throw Aborted between two batches once `keepGoing` returns false, and Error if the
/// loss cannot be differentiated.
class LossDerivatives
{
public:
  explicit LossDerivatives(const Problem& problem, const Plane* plane = nullptr);

  /// As MovableModule.
  void MoveTo(const std::array<double, 3>& coordinates);
  void Displace(const Eigen::VectorXd& offset);

  Eigen::Index Size() const { return this->NumberOfWeights; }
  BatchRange AllBatches() const;

  using Question = std::function<bool()>;
  double Loss(const BatchRange& range, const Question& keepGoing = {});

  /// The loss comes along for nothing.
  Eigen::VectorXd Gradient(
    const BatchRange& range, const Question& keepGoing = {}, double* loss = nullptr);

  /// Hessian times each column: one differentiation of the gradient for all of them, one more pass
  /// backward for each. Costs about 2 + 4 x columns forward passes.
  Eigen::MatrixXd HessianProducts(
    const Eigen::MatrixXd& vectors, const BatchRange& range, const Question& keepGoing = {});

private:
  template <typename Work>
  void ForEachBatch(const BatchRange& range, const Question& keepGoing, Work&& work);

  /// Of the batch, as a share of the mean over all samples.
  torch::Tensor ShareOfLoss(const Batch& batch);
  std::vector<torch::Tensor> GradientTensors(const torch::Tensor& loss, bool differentiable);
  void Add(const std::vector<torch::Tensor>& tensors, Eigen::Ref<Eigen::VectorXd> sum) const;
  std::vector<torch::Tensor> TensorsOf(const Eigen::VectorXd& vector) const;

  const Problem::Internals& TheProblem;
  MovableModule Network;
  std::vector<torch::Tensor> Parameters;
  Eigen::Index NumberOfWeights = 0;
};

} // namespace losslandscape

#endif
