// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Engine/Derivatives/LossDerivatives.h"

#include "Core/Engine/Derivatives/WeightTensors.h"
#include "Core/Engine/Problem/NormStatistics.h"

namespace losslandscape
{

LossDerivatives::LossDerivatives(const Problem& problem, const Displacement* moves)
  : TheProblem(problem.GetInternals()), Held(problem, moves)
{
  if (this->TheProblem.BatchNorm == BatchNormMode::Recalibrated)
  {
    this->Statistics.emplace(
      this->Held.GetNetwork().Module(), this->Held.GetParameters(), this->TheProblem);
  }
}

void LossDerivatives::MoveTo(const std::array<double, 3>& coordinates)
{
  const torch::NoGradGuard noGradient;
  this->Held.GetNetwork().MoveTo(coordinates);
  this->IsPrepared = false;
  this->Offset.resize(0);
}

void LossDerivatives::Displace(const Eigen::VectorXd& offset)
{
  if (this->Statistics && this->Offset.size() == offset.size() && this->Offset == offset)
  {
    return;
  }
  const torch::NoGradGuard noGradient;
  this->Held.GetNetwork().Displace(offset);
  this->IsPrepared = false;
  if (this->Statistics)
  {
    this->Offset = offset;
  }
}

Eigen::Index LossDerivatives::Size() const
{
  return SizeOf(this->Held.GetParameters());
}

void LossDerivatives::Prepare(const Question& keepGoing)
{
  if (this->Statistics && !this->IsPrepared)
  {
    const torch::NoGradGuard noGradient;
    EstimateStatistics(this->Held.GetNetwork().Module(), this->TheProblem.Options.Loss,
      this->TheProblem.RecalibrationBatches, keepGoing);
  }
  this->IsPrepared = true;
}

BatchDerivatives& LossDerivatives::WithStatisticsHeld(const Question& keepGoing)
{
  this->Prepare(keepGoing);
  return this->Held;
}

StatisticsDerivatives& LossDerivatives::OfStatistics(const Question& keepGoing)
{
  this->Prepare(keepGoing);
  return *this->Statistics;
}

RecalibrationSums LossDerivatives::Sums(const Question& keepGoing, double* loss)
{
  const BatchRange all = this->Held.AllBatches();
  const BatchRange recalibration = this->Statistics->AllBatches();
  RecalibrationSums sums;
  sums.Gradient = [this, all, keepGoing, loss]
  { return this->Held.Gradient(all, keepGoing, loss); };
  sums.ProductsAndGradient = [this, all, keepGoing](const Eigen::MatrixXd& vectors)
  { return this->Held.ProductsAndGradient(vectors, all, keepGoing); };
  sums.StatisticsChanges = [this, recalibration, keepGoing](const Eigen::MatrixXd& vectors)
  { return this->Statistics->Changes(vectors, recalibration, keepGoing); };
  sums.PullBack = [this, recalibration, keepGoing](const Eigen::VectorXd& factors)
  { return this->Statistics->PullBack(factors, recalibration, keepGoing); };
  sums.PullBackChanges = [this, recalibration, keepGoing](const Eigen::VectorXd& factors,
                           const Eigen::MatrixXd& changes, const Eigen::MatrixXd& vectors) {
    return this->Statistics->PullBackChanges(factors, changes, vectors, recalibration, keepGoing);
  };
  return sums;
}

Eigen::VectorXd LossDerivatives::Gradient(const Question& keepGoing, double* loss)
{
  this->Prepare(keepGoing);
  return this->Statistics
    ? RecalibratedGradient(this->Statistics->Substitution(), this->Sums(keepGoing, loss))
    : this->Held.Gradient(this->Held.AllBatches(), keepGoing, loss);
}

Eigen::MatrixXd LossDerivatives::HessianProducts(
  const Eigen::MatrixXd& vectors, const Question& keepGoing)
{
  this->Prepare(keepGoing);
  if (this->Statistics)
  {
    return RecalibratedProducts(
      this->Statistics->Substitution(), this->Sums(keepGoing, nullptr), vectors);
  }
  return this->Held.HessianProducts(vectors, this->Held.AllBatches(), keepGoing);
}

} // namespace losslandscape
