// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Engine/Execution/FusedNetwork.h"
#include "Core/Engine/Problem/Executor.h"

#include <algorithm>
#include <sstream>

namespace losslandscape
{
namespace
{

/// A tensor's numbers on the processor, in double precision.
torch::Tensor Doubles(const torch::Tensor& tensor)
{
  return tensor.to(torch::kCPU, torch::kFloat64).contiguous();
}

/// The type of weights and activations.
torch::ScalarType TypeOf(Precision precision)
{
  return precision == Precision::BFloat16 ? torch::kBFloat16 : torch::kFloat32;
}

class FusedExecutor : public Executor
{
public:
  FusedExecutor(const Problem& problem, const Displacement& displacement)
    : TheProblem(problem.GetInternals()), Centre(TheProblem.Network->State()),
      Moves(Centre.size(), nullptr),
      Network(TheProblem.Network->Layers(), Centre, TheProblem.Data->SampleShape,
        TheProblem.Batches.front().Inputs.size(0), TypeOf(TheProblem.Options.Precision))
  {
    // Parameters come first in the state, in the same order.
    for (const auto& move : displacement)
    {
      this->Moves[move.Parameter] = &move;
    }
  }

  void MoveTo(const std::array<double, 3>& coordinates) override
  {
    this->Network.Load(
      [&](std::size_t tensor, double* values) { this->Read(tensor, coordinates, values); });
  }

  void Take(const NetworkModule& other) override
  {
    const NamedTensors state = other.State();
    this->Network.Load(
      [&](std::size_t tensor, double* values)
      {
        const auto source = Doubles(state[tensor].second);
        std::copy_n(source.data_ptr<double>(), source.numel(), values);
      });
  }

  BatchLoss Losses(const Batch& batch) override
  {
    return OutputLosses(this->TheProblem.Options.Loss, this->Network.Forward(batch.Inputs), batch);
  }

private:
  void Read(std::size_t tensor, const std::array<double, 3>& coordinates, double* values) const
  {
    const torch::Tensor& centre = this->Centre[tensor].second;
    const std::int64_t count = centre.numel();
    std::copy_n(centre.data_ptr<float>(), count, values);
    if (!this->Moves[tensor])
    {
      return;
    }
    const auto& directions = this->Moves[tensor]->Directions;
    for (std::size_t axis = 0; axis < directions.size(); ++axis)
    {
      if (directions[axis].defined())
      {
        const auto* direction = directions[axis].data_ptr<float>();
        const double multiple = coordinates[axis];
        for (std::int64_t i = 0; i < count; ++i)
        {
          values[i] += multiple * direction[i];
        }
      }
    }
  }

  const Problem::Internals& TheProblem;
  const NamedTensors Centre;
  std::vector<const ParameterMove*> Moves;
  FusedNetwork Network;
};

bool CanFuse(const Problem::Internals& problem)
{
  return problem.Device.is_cpu() && problem.Options.Loss != LossKind::NetworkOutput &&
    problem.Network->ParameterType() == torch::kFloat32 && !problem.Network->Layers().empty();
}

} // namespace

std::unique_ptr<Executor> MakeFusedExecutor(
  const Problem& problem, const Displacement& displacement)
{
  if (!CanFuse(problem.GetInternals()))
  {
    return nullptr;
  }
  return std::make_unique<FusedExecutor>(problem, displacement);
}

std::string FusedKernelsName()
{
  const dnnl::version_t& version = *dnnl::version();
  std::ostringstream name;
  name << "oneDNN " << version.major << "." << version.minor << "." << version.patch
       << ", instructions " << static_cast<int>(dnnl::get_effective_cpu_isa());
  return name.str();
}

bool FusedKernelsHaveBFloat16()
{
  return ComputesInBFloat16();
}

} // namespace losslandscape
