// SPDX-License-Identifier: BSD-3-Clause
// Shows Torch types.
#ifndef losslandscape_Engine_Derivatives_LossDerivatives_h
#define losslandscape_Engine_Derivatives_LossDerivatives_h

#include "Core/Engine/Derivatives/BatchDerivatives.h"
#include "Core/Engine/Derivatives/StatisticsDerivatives.h"

#include <optional>

namespace losslandscape
{

/// A worker that differentiates a problem's loss by the weights, see BatchDerivatives. In
/// BatchNormMode::Recalibrated the loss is L(w, s(w)), statistics s following the weights w as they
/// do in the landscape: derivatives are those of the whole, by the chain rule, to any order that is
/// asked for here. Their passes over the recalibration batches come in addition: 1 for each place,
/// 3 for the gradient, about 15 x columns for Hessian products.
///
/// Functions throw Aborted between two batches once `keepGoing` returns false, and Error if the
/// loss cannot be differentiated.
class LossDerivatives
{
public:
  explicit LossDerivatives(const Problem& problem, const Displacement* moves = nullptr);
  LossDerivatives(const LossDerivatives&) = delete;
  LossDerivatives& operator=(const LossDerivatives&) = delete;

  /// As ModuleExecutor. Statistics are estimated when they are needed first; not again if the
  /// offset is that of the last time.
  void MoveTo(const std::array<double, 3>& coordinates);
  void Displace(const Eigen::VectorXd& offset);

  Eigen::Index Size() const;

  using Question = std::function<bool()>;

  /// The loss comes along for nothing.
  Eigen::VectorXd Gradient(const Question& keepGoing = {}, double* loss = nullptr);

  /// Hessian times each column.
  Eigen::MatrixXd HessianProducts(const Eigen::MatrixXd& vectors, const Question& keepGoing = {});

  /// What these are made of, over a part of the batches each, with the statistics of the place.
  BatchDerivatives& WithStatisticsHeld(const Question& keepGoing = {});

  /// Only in BatchNormMode::Recalibrated.
  StatisticsDerivatives& OfStatistics(const Question& keepGoing = {});

private:
  void Prepare(const Question& keepGoing);
  RecalibrationSums Sums(const Question& keepGoing, double* loss);

  const Problem::Internals& TheProblem;
  BatchDerivatives Held;
  std::optional<StatisticsDerivatives> Statistics;
  bool IsPrepared = false;
  /// Where statistics are estimated, if that is no place in the plane.
  Eigen::VectorXd Offset;
};

} // namespace losslandscape

#endif
