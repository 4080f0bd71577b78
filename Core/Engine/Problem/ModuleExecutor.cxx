// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Engine/Problem/ModuleExecutor.h"

#include "Core/Engine/Torch/GpuPrecision.h"

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

} // namespace

ModuleExecutor::ModuleExecutor(
  const Problem& problem, const Displacement* moves, Precision precision)
  : TheProblem(problem.GetInternals()), Moves(moves), OfLosses(precision),
    Network(TheProblem.Network->Clone()), Parameters(Network->Parameters()),
    Buffers(Network->Buffers()), CentreParameters(TheProblem.Network->Parameters()),
    CentreBuffers(TheProblem.Network->Buffers()), BuffersHere(CentreBuffers)
{
  this->Network->SetNormTraining(this->TheProblem.BatchNorm == BatchNormMode::Batch);
}

void ModuleExecutor::PutBackParameters()
{
  // Calls of a network that carries state may have written to its parameters too.
  if (this->AwayFromPlane || this->Network->Effects().CarriesState)
  {
    Restore(this->Parameters, this->CentreParameters);
    this->AwayFromPlane = false;
  }
}

void ModuleExecutor::TakeBuffers(NamedTensors values)
{
  if (this->Network->BeginPass())
  {
    this->Buffers = this->Network->Buffers();
  }
  this->BuffersHere = std::move(values);
  Restore(this->Buffers, this->BuffersHere);
}

void ModuleExecutor::BeginPass()
{
  if (!this->Network->BeginPass())
  {
    return;
  }
  const torch::NoGradGuard noGradient;
  NamedTensors fresh = this->Network->Buffers();
  for (std::size_t i = 0; i < fresh.size(); ++i)
  {
    // Running statistics, which may have been estimated since, are still the same tensors and stay.
    if (!fresh[i].second.is_same(this->Buffers[i].second))
    {
      fresh[i].second.copy_(this->BuffersHere[i].second);
    }
  }
  this->Buffers = std::move(fresh);
}

void ModuleExecutor::MoveTo(const std::array<double, 3>& coordinates)
{
  this->PutBackParameters();
  for (const auto& move : *this->Moves)
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
  this->TakeBuffers(this->CentreBuffers);
}

void ModuleExecutor::Displace(const Eigen::VectorXd& offset)
{
  this->AwayFromPlane = true;
  const double* next = offset.data();
  for (std::size_t i = 0; i < this->Parameters.size(); ++i)
  {
    torch::Tensor weight = this->Parameters[i].second;
    const torch::Tensor& centre = this->CentreParameters[i].second;
    // Added in double precision: small offsets must not be rounded before they are added.
    const auto change = torch::from_blob(
      const_cast<double*>(next), weight.sizes(), torch::TensorOptions(torch::kFloat64));
    weight.copy_(centre.to(torch::kFloat64) + change.to(centre.device()));
    next += weight.numel();
  }
  this->TakeBuffers(this->CentreBuffers);
}

void ModuleExecutor::Take(const NetworkModule& other)
{
  this->AwayFromPlane = true;
  Restore(this->Parameters, other.Parameters());
  this->TakeBuffers(other.Buffers());
}

BatchLoss ModuleExecutor::Losses(const Batch& batch)
{
  const GpuPrecision precision(this->OfLosses, this->TheProblem.Device);
  return SampleLosses(this->TheProblem.Options.Loss, *this->Network, batch);
}

std::unique_ptr<Executor> MakeModuleExecutor(
  const Problem& problem, const Displacement& displacement)
{
  return std::make_unique<ModuleExecutor>(problem, &displacement, problem.Options().Precision);
}

std::unique_ptr<Executor> MakeExecutor(const Problem& problem, const Displacement& displacement)
{
  if (problem.BatchNorm() == BatchNormMode::Recalibrated)
  {
    return MakeRecalibratedExecutor(problem, displacement);
  }
  const bool mayFuse = problem.BatchNorm() != BatchNormMode::Batch;
  auto fused = mayFuse ? MakeFusedExecutor(problem, displacement) : nullptr;
  return fused ? std::move(fused) : MakeModuleExecutor(problem, displacement);
}

} // namespace losslandscape
