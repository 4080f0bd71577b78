// SPDX-License-Identifier: BSD-3-Clause
// Internal to Core/Engine: the interface uses types of LibTorch.
#ifndef losslandscape_Engine_Derivatives_LossDerivatives_h
#define losslandscape_Engine_Derivatives_LossDerivatives_h

#include "Core/Engine/Derivatives/BatchDerivatives.h"
#include "Core/Engine/Derivatives/StatisticsDerivatives.h"

#include <optional>

namespace losslandscape
{

/// A worker that differentiates a problem's loss by the weights (see BatchDerivatives). In
/// BatchNormMode::Recalibrated the loss is L(w, s(w)), whose statistics s follow the weights w as
/// they do in the landscape. Derivatives are then those of the whole, by the chain rule, of every
/// order that is asked for here. Their passes over the recalibration batches come in addition: 1
/// for each place, 3 for the gradient, about 15 x columns for Hessian products.
///
/// Functions throw Aborted between two batches once `keepGoing` returns false, and Error if the
/// loss cannot be differentiated.
class LossDerivatives
{
public:
  explicit LossDerivatives(const Problem& problem, const Displacement* moves = nullptr);
  LossDerivatives(const LossDerivatives&) = delete;
  LossDerivatives& operator=(const LossDerivatives&) = delete;

  /// Move the weights as ModuleExecutor does. Statistics are estimated when they are first needed
  /// at a place; not again if the offset is that of the last time.
  void MoveTo(const std::array<double, 3>& coordinates);
  void Displace(const Eigen::VectorXd& offset);

  Eigen::Index Size() const;

  using Question = std::function<bool()>;

  /// Stores the loss as well, which costs nothing more, unless `loss` is null.
  Eigen::VectorXd Gradient(const Question& keepGoing = {}, double* loss = nullptr);

  /// The Hessian times each column.
  Eigen::MatrixXd HessianProducts(const Eigen::MatrixXd& vectors, const Question& keepGoing = {});

  /// Derivatives by the weights alone, for parts of the batches, with the statistics of the place
  /// held.
  BatchDerivatives& WithStatisticsHeld(const Question& keepGoing = {});

  /// Derivatives of the statistics, for parts of the recalibration batches. Only in
  /// BatchNormMode::Recalibrated.
  StatisticsDerivatives& OfStatistics(const Question& keepGoing = {});

private:
  void Prepare(const Question& keepGoing);
  RecalibrationSums Sums(const Question& keepGoing, double* loss);

  const Problem::Internals& TheProblem;
  BatchDerivatives Held;
  std::optional<StatisticsDerivatives> Statistics;
  bool IsPrepared = false;
  /// The offset of the place that statistics are estimated at; empty for a place in the plane.
  Eigen::VectorXd Offset;
};

} // namespace losslandscape

#endif
