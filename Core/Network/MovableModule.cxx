// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Network/MovableNetwork.h"

namespace losslandscape
{
namespace
{

void Restore(const NamedTensors& tensors, const NamedTensors& values)
{
  for (std::size_t i = 0; i < tensors.size(); ++i)
  {
    tensors[i].second.copy_(values[i].second);
  }
}

class MovableModule : public MovableNetwork
{
public:
  explicit MovableModule(const Plane& plane)
    : ThePlane(plane.GetInternals()), TheProblem(plane.GetProblem().GetInternals()),
      Network(TheProblem.Network->Clone()), Parameters(Network->Parameters()),
      Buffers(Network->Buffers()), CentreParameters(TheProblem.Network->Parameters()),
      CentreBuffers(TheProblem.Network->Buffers())
  {
  }

  void MoveTo(const std::array<double, 3>& coordinates) override
  {
    if (this->AwayFromPlane)
    {
      Restore(this->Parameters, this->CentreParameters);
      this->AwayFromPlane = false;
    }
    for (const auto& move : this->ThePlane.Moves)
    {
      torch::Tensor weight = this->Parameters[move.Parameter].second;
      torch::Tensor from = this->CentreParameters[move.Parameter].second;
      for (std::size_t axis = 0; axis < move.Directions.size(); ++axis)
      {
        if (move.Directions[axis].defined())
        {
          torch::add_out(weight, from, move.Directions[axis], coordinates[axis]);
          from = weight;
        }
      }
    }
    Restore(this->Buffers, this->CentreBuffers);
  }

  void Take(const NetworkModule& other) override
  {
    this->AwayFromPlane = true;
    Restore(this->Parameters, other.Parameters());
    Restore(this->Buffers, other.Buffers());
  }

  BatchLoss Losses(const Batch& batch) override
  {
    return SampleLosses(this->TheProblem.Options.Loss, *this->Network, batch);
  }

private:
  const Plane::Internals& ThePlane;
  const Problem::Internals& TheProblem;
  std::unique_ptr<NetworkModule> Network;
  NamedTensors Parameters;
  NamedTensors Buffers;
  NamedTensors CentreParameters;
  NamedTensors CentreBuffers;
  bool AwayFromPlane = false;
};

} // namespace

std::unique_ptr<MovableNetwork> MakeMovableModule(const Plane& plane)
{
  return std::make_unique<MovableModule>(plane);
}

std::unique_ptr<MovableNetwork> MakeMovableNetwork(const Plane& plane)
{
  auto fused = MakeMovableFused(plane);
  return fused ? std::move(fused) : MakeMovableModule(plane);
}

} // namespace losslandscape
