// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Engine/Problem/ModuleExecutor.h"
#include "Core/Engine/Problem/NormStatistics.h"

namespace losslandscape
{
namespace
{

/// Statistics are estimated by LibTorch's operators, since every batch needs its own; losses with
/// them come from the fused kernels where there are some.
class RecalibratedExecutor : public ModuleExecutor
{
public:
  RecalibratedExecutor(const Problem& problem, const Displacement& displacement)
    : ModuleExecutor(problem, &displacement, problem.Options().Precision),
      Fused(MakeFusedExecutor(problem, displacement))
  {
  }

  void Prepare(const std::function<bool()>& keepGoing) override
  {
    EstimateStatistics(this->Module(), this->TheProblem.Options.Loss,
      this->TheProblem.RecalibrationBatches, keepGoing);
    if (this->Fused)
    {
      this->Fused->Take(this->Module());
    }
  }

  BatchLoss Losses(const Batch& batch) override
  {
    return this->Fused ? this->Fused->Losses(batch) : ModuleExecutor::Losses(batch);
  }

private:
  const std::unique_ptr<Executor> Fused;
};

} // namespace

std::unique_ptr<Executor> MakeRecalibratedExecutor(
  const Problem& problem, const Displacement& displacement)
{
  return std::make_unique<RecalibratedExecutor>(problem, displacement);
}

} // namespace losslandscape
