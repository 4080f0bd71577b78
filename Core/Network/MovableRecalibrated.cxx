// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Network/MovableModule.h"
#include "Core/Network/NormStatistics.h"

namespace losslandscape
{
namespace
{

/// Statistics are estimated by LibTorch's operators, since every batch needs its own; losses with
/// them come from the fused kernels where there are some.
class MovableRecalibrated : public MovableNetwork
{
public:
  explicit MovableRecalibrated(const Plane& plane)
    : TheProblem(plane.GetProblem().GetInternals()),
      Network(plane.GetProblem(), &plane, plane.GetProblem().Options().Precision),
      Fused(MakeMovableFused(plane))
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

  BatchLoss Losses(const Batch& batch) override
  {
    return this->Fused ? this->Fused->Losses(batch) : this->Network.Losses(batch);
  }

private:
  const Problem::Internals& TheProblem;
  MovableModule Network;
  const std::unique_ptr<MovableNetwork> Fused;
};

} // namespace

std::unique_ptr<MovableNetwork> MakeMovableRecalibrated(const Plane& plane)
{
  return std::make_unique<MovableRecalibrated>(plane);
}

} // namespace losslandscape
