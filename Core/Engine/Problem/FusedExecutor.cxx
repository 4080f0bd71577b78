// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Engine/Execution/FusedNetwork.h"
#include "Core/Engine/Network/Graph/GraphNetwork.h"
#include "Core/Engine/Problem/Executor.h"

#include <algorithm>
#include <map>
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

/// What a network of one input is given for a batch.
torch::Tensor OnlyInput(const GraphCode& code, const Batch& batch)
{
  return InputOf(
    code, code.UserInputs.front(), NetworkInputs(batch.Inputs.front()), torch::kFloat32);
}

std::shared_ptr<const FusionPlan> PlanFor(const Problem::Internals& problem, const Batch& batch)
{
  return problem.Fusion->For(*problem.Network, OnlyInput(*problem.Network->GetCode(), batch));
}

class FusedExecutor : public Executor
{
public:
  FusedExecutor(const Problem& problem, const Displacement& displacement)
    : TheProblem(problem.GetInternals()), Centre(TheProblem.Network->State()),
      Moves(Centre.size(), nullptr), Code(TheProblem.Network->GetCode())
  {
    for (const Batch& batch : this->TheProblem.Batches)
    {
      this->AddNetworkFor(batch);
    }
    // Parameters come first in the state, in the same order.
    for (const auto& move : displacement)
    {
      this->Moves[move.Parameter] = &move;
    }
  }

  void MoveTo(const std::array<double, 3>& coordinates) override
  {
    this->Load(
      [&](std::size_t tensor, double* values) { this->Read(tensor, coordinates, values); });
  }

  void Take(const NetworkModule& other) override
  {
    const NamedTensors state = other.State();
    this->Load(
      [&](std::size_t tensor, double* values)
      {
        const auto source = Doubles(state[tensor].second);
        std::copy_n(source.data_ptr<double>(), source.numel(), values);
      });
  }

  BatchLoss Losses(const Batch& batch) override
  {
    const torch::Tensor inputs = OnlyInput(*this->Code, batch);
    const auto network = this->Networks.lower_bound(inputs.size(0));
    return OutputLosses(this->TheProblem.Options.Loss, network->second->Forward(inputs), batch);
  }

private:
  /// A smaller batch has a network of its own if samples may have to do with each other.
  void AddNetworkFor(const Batch& batch)
  {
    const bool isServed =
      this->Networks.count(batch.Size()) > 0 || (!this->Networks.empty() && this->SeparatesSamples);
    if (!isServed)
    {
      const auto plan = PlanFor(this->TheProblem, batch);
      this->SeparatesSamples = plan->SeparatesSamples;
      this->Networks[batch.Size()] = std::make_unique<FusedNetwork>(
        plan, *this->TheProblem.Network, TypeOf(this->TheProblem.Options.Precision));
    }
  }

  void Load(const StateReader& read)
  {
    for (auto& [size, network] : this->Networks)
    {
      network->Load(read);
    }
  }

  void Read(std::size_t tensor, const std::array<double, 3>& coordinates, double* values) const
  {
    const torch::Tensor& centre = this->Centre[tensor].second;
    const std::int64_t count = centre.numel();
    if (centre.scalar_type() == torch::kFloat32)
    {
      std::copy_n(centre.data_ptr<float>(), count, values);
    }
    else
    {
      // A buffer that the network keeps in another type.
      std::copy_n(Doubles(centre).data_ptr<double>(), count, values);
    }
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
  std::shared_ptr<const GraphCode> Code;
  /// A network for each size of a batch. The first batch is the largest.
  std::map<std::int64_t, std::unique_ptr<FusedNetwork>> Networks;
  bool SeparatesSamples = false;
};

bool MayFuse(const Problem::Internals& problem)
{
  return problem.Device.is_cpu() && problem.Options.Loss.Kind != LossKind::NetworkOutput &&
    problem.Network->ParameterType() == torch::kFloat32 && problem.Network->GetCode() &&
    problem.Form.Inputs.size() == 1 && !problem.Network->Effects().AreSequential();
}

std::shared_ptr<const FusionPlan> FirstPlan(const Problem::Internals& problem)
{
  return MayFuse(problem) ? PlanFor(problem, problem.Batches.front()) : nullptr;
}

} // namespace

std::unique_ptr<Executor> MakeFusedExecutor(
  const Problem& problem, const Displacement& displacement)
{
  if (!FirstPlan(problem.GetInternals()))
  {
    return nullptr;
  }
  return std::make_unique<FusedExecutor>(problem, displacement);
}

bool IsComputedByKernelsAlone(const Problem::Internals& problem)
{
  const auto plan = FirstPlan(problem);
  return plan && plan->SeparatesSamples;
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
