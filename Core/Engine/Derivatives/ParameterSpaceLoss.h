// SPDX-License-Identifier: BSD-3-Clause
#ifndef losslandscape_Engine_Derivatives_ParameterSpaceLoss_h
#define losslandscape_Engine_Derivatives_ParameterSpaceLoss_h

#include "Core/Common/Progress.h"
#include "Core/Engine/Problem/Problem.h"

#include <Eigen/Core>

#include <memory>

namespace losslandscape
{

/// The loss of a problem as a function of the offset from its weights, in all dimensions of
/// parameter space, with exact derivatives by automatic differentiation. Vectors have the numbers
/// of all parameters in the network's order (Problem::Parameters), row-major.
///
/// Batches of samples are shared by `threads` workers (0: one per processor) in parts that do not
/// depend on their number, and added up in order: results are the same to the bit for any.
/// Derivatives are in the network's own precision, sums over batches in double. Progress is
/// reported about ten times a second; after it asked to stop, Aborted is thrown within one batch.
/// Throws Error if the loss cannot be differentiated.
///
/// Not for use by several threads at once. Memory: workers + 1 times the weights, workers + 1 times
/// the result, and for each worker the activations of one batch, which derivatives need of all
/// layers at once.
class ParameterSpaceLoss
{
public:
  ParameterSpaceLoss(std::shared_ptr<const Problem> problem, int threads);
  ~ParameterSpaceLoss();
  ParameterSpaceLoss(const ParameterSpaceLoss&) = delete;
  ParameterSpaceLoss& operator=(const ParameterSpaceLoss&) = delete;

  const Problem& GetProblem() const;
  Eigen::Index Size() const;

  double Value(const Eigen::VectorXd& offset, const Progress& progress = {});
  Eigen::VectorXd Gradient(const Eigen::VectorXd& offset, const Progress& progress = {});

  /// Hessian at `offset` times each column of `vectors`. Costs about 2 + 4 x columns forward
  /// passes.
  Eigen::MatrixXd HessianProducts(
    const Eigen::VectorXd& offset, const Eigen::MatrixXd& vectors, const Progress& progress = {});

private:
  struct Internals;
  std::unique_ptr<Internals> Impl;
};

} // namespace losslandscape

#endif
