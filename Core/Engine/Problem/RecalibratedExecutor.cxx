// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Engine/Problem/ModuleExecutor.h"
#include "Core/Engine/Problem/NormStatistics.h"

namespace losslandscape
{
namespace
{

/// Statistics are estimated by LibTorch's operators, since every batch needs its own; losses with
/// them come from the fused kernels where there are some.
class RecalibratedExecutor : public Executor
{
public:
  RecalibratedExecutor(const Problem& problem, const Displacement& displacement)
    : TheProblem(problem.GetInternals()),
      Network(problem, &displacement, problem.Options().Precision),
      Fused(MakeFusedExecutor(problem, displacement))
  {
  }

  void MoveTo(const std::array<double, 3>& coordinates) override
  {
    this->Network.MoveTo(coordinates);
  }

  void Take(const NetworkModule& other) override { this->Network.Take(other); }

  void Prepare(const std::function<bool()>& keepGoing) override
  {
    EstimateStatistics(this->Network.Module(), this->TheProblem.Options.Loss,
      this->TheProblem.RecalibrationBatches, keepGoing);
    if (this->Fused)
    {
      this->Fused->Take(this->Network.Module());
    }
  }

  void BeginPass() override { this->Network.BeginPass(); }

  BatchLoss Losses(const Batch& batch) override
  {
    return this->Fused ? this->Fused->Losses(batch) : this->Network.Losses(batch);
  }

private:
  const Problem::Internals& TheProblem;
  ModuleExecutor Network;
  const std::unique_ptr<Executor> Fused;
};

} // namespace

std::unique_ptr<Executor> MakeRecalibratedExecutor(
  const Problem& problem, const Displacement& displacement)
{
  return std::make_unique<RecalibratedExecutor>(problem, displacement);
}

} // namespace losslandscape
