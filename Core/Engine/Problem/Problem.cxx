// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Engine/Problem/ProblemInternals.h"

#include "Core/Common/DenseArray.h"
#include "Core/Common/Sha256.h"
#include "Core/Common/TextEnds.h"
#include "Core/Engine/Network/Movement.h"
#include "Core/Engine/Network/MultiplyAddCount.h"
#include "Core/Engine/Network/NetworkLoading.h"
#include "Core/Engine/Problem/Executor.h"
#include "Core/Engine/Problem/OriginCheck.h"
#include "Core/Engine/Torch/DenseTensor.h"
#include "Core/Engine/Torch/Device.h"
#include "Core/Engine/Torch/GpuPrecision.h"
#include "Core/Engine/Torch/TorchErrors.h"

#include <algorithm>

namespace losslandscape
{
namespace
{

std::vector<ParameterInfo> DescribeParameters(
  const NetworkModule& network, const std::string& where)
{
  std::vector<ParameterInfo> parameters;
  for (const auto& [name, tensor] : network.Parameters())
  {
    parameters.push_back({ name, tensor.sizes().vec() });
  }
  if (parameters.empty())
  {
    throw Error("the network has no parameters")
      .Where(where)
      .Expected("weights that can be moved")
      .Found("none (frozen modules hold constants)")
      .Advice("export the network without torch.jit.freeze or optimize_for_inference");
  }
  return parameters;
}

NetworkDescription CountLayers(const std::vector<ParameterInfo>& parameters)
{
  NetworkDescription description;
  for (const auto& parameter : parameters)
  {
    const bool isLayer = parameter.Shape.size() >= 2 && EndsWith(parameter.Name, "weight");
    description.Layers += isLayer ? 1 : 0;
    description.Parameters += ElementCount(parameter.Shape);
  }
  return description;
}

/// Whether to halve batches of images. What layers with few weights write then stays in a
/// processor's cache, while larger layers gain by reading their weights less often: measured,
/// ResNet-20 and 56 gain 4 to 9 %, VGG-9 would lose 9 %. Where samples of a batch share statistics,
/// batches are not halved, since their size is part of the loss.
bool PrefersSmallBatches(const Problem::Internals& problem)
{
  constexpr std::int64_t fewWeights = 65536;
  const NetworkDescription size = CountLayers(problem.Parameters);
  return problem.Device.is_cpu() && ModeInUse(problem) == BatchNormMode::Stored &&
    ElementCount(problem.Data->SampleShape) >= 1024 && size.Parameters < fewWeights * size.Layers;
}

std::int64_t AutomaticBatchSize(const Problem::Internals& problem)
{
  const std::int64_t samples = problem.Data->NumberOfSamples;
  const std::int64_t suitable = LargestBatch(ElementCount(problem.Data->SampleShape));
  const std::int64_t most = PrefersSmallBatches(problem) ? suitable / 2 : suitable;
  // Batches are all of about one size: a fused network takes as long for a small batch as for a
  // full one.
  const std::int64_t batches = (samples + most - 1) / most;
  return (samples + batches - 1) / batches;
}

/// The batch size of a network that takes no other.
std::int64_t RequireFixedBatchSize(const Problem::Internals& problem, std::int64_t fixed)
{
  const std::int64_t asked = problem.Options.BatchSize;
  const std::int64_t samples = problem.Data->NumberOfSamples;
  if ((asked > 0 && asked != fixed) || samples % fixed != 0)
  {
    throw Error("the network takes batches of one size alone")
      .Where(problem.Options.Network.NetworkFile)
      .Expected(
        "BatchSize 0 or " + std::to_string(fixed) + ", and NumberOfSamples a multiple of it")
      .Found("BatchSize " + std::to_string(asked) + " and " + std::to_string(samples) + " samples")
      .Advice("export it with dynamic_shapes={0: torch.export.Dim(\"batch\")} for any size");
  }
  return fixed;
}

std::int64_t ChooseBatchSize(const Problem::Internals& problem)
{
  const ProblemOptions& options = problem.Options;
  const std::int64_t samples = problem.Data->NumberOfSamples;
  if (options.BatchSize < 0)
  {
    throw Error("batch size is negative")
      .Expected("0 (automatic) or the samples per forward pass")
      .Found(std::to_string(options.BatchSize));
  }
  if (const auto fixed = problem.Network->FixedBatchSize())
  {
    return RequireFixedBatchSize(problem, *fixed);
  }
  if (options.BatchSize > 0)
  {
    return std::min(options.BatchSize, samples);
  }
  return options.Loss.Kind == LossKind::NetworkOutput ? samples : AutomaticBatchSize(problem);
}

/// A graph made of a module counts if it does on the first batch what the module does.
void CheckOrigin(Problem::Internals& problem)
{
  TranslateTorchErrors("the network cannot be run on the data",
    NetworkLabel(problem.Options.Network),
    [&]
    {
      const Batch& batch = problem.Batches.front();
      if (auto origin = OriginIfItDiffers(*problem.Network, problem.Options.Loss, batch))
      {
        problem.Network = std::move(origin);
      }
    });
}

void NoteMetrics(const BatchLoss& losses, Problem::Internals& problem)
{
  problem.Metrics.clear();
  for (const auto& [name, numbers] : losses.Metrics)
  {
    problem.Metrics.push_back(name);
  }
  for (const std::string& name : losses.Others)
  {
    problem.Skipped.push_back("output '" + name + "' of the network: passed over, " +
      (losses.Metrics.size() == MostMetrics
          ? "as " + std::to_string(MostMetrics) + " others are kept"
          : "neither one number nor one per sample"));
  }
}

/// One forward pass over the first batch, so that a network and data that do not fit are reported
/// before the first landscape point. Sets TotalWeight. Returns the multiply-adds of one sample.
std::int64_t TryFirstBatch(Problem::Internals& problem)
{
  const torch::NoGradGuard noGradient;
  const MultiplyAddCount count;
  const Batch& batch = problem.Batches.front();
  return TranslateTorchErrors("the network cannot be run on the data",
    NetworkLabel(problem.Options.Network),
    [&]
    {
      const auto copy = problem.Network->Clone();
      BatchLoss losses;
      copy->NoteEffects([&] { losses = SampleLosses(problem.Options.Loss, *copy, batch); });
      problem.TotalWeight = TotalWeight(problem.Options.Loss, problem.Batches, losses);
      NoteMetrics(losses, problem);
      const std::int64_t multiplyAdds = count.Value() / batch.Size();
      TryBatchNorm(problem);
      return multiplyAdds;
    });
}

NetworkDescription Describe(Problem::Internals& problem)
{
  NetworkDescription description = CountLayers(problem.Parameters);
  description.MultiplyAdds = TryFirstBatch(problem);
  description.CarriesState = problem.Network->Effects().CarriesState;
  const auto& random = problem.Network->Effects().RandomOperators;
  description.RandomOperators.assign(random.begin(), random.end());
  return description;
}

void RequireStatistics(const LoadedNetwork& loaded, const BatchNormOptions& options)
{
  if (loaded.LacksStatistics && options.Mode == BatchNormMode::Stored)
  {
    throw Error("the weights have no running statistics of batch norm")
      .Where(loaded.WeightsSource)
      .Expected("those of training, as list(model.state_dict().values()) has them")
      .Found("a list of parameters alone")
      .Advice("choose BatchNorm = Recalibrated, or save the state dict");
  }
}

/// Loads the network that the options name, with its weights, onto the device.
void TakeNetwork(Problem::Internals& problem)
{
  LoadedNetwork loaded = LoadNetwork(problem.Options.Network, *problem.Data, problem.Options.Data,
    problem.Options.Loss.Kind == LossKind::NetworkOutput ? OutputSet::All : OutputSet::Chosen);
  RequireStatistics(loaded, problem.Options.BatchNorm);
  problem.WeightsHash = HashTensors(loaded.Module->State());
  const std::string fixed = RestrictMovement(*loaded.Module,
    problem.Options.Network.MovingParameters, NetworkLabel(problem.Options.Network));
  problem.Parameters = DescribeParameters(*loaded.Module, loaded.WeightsSource);
  problem.WeightsSource = std::move(loaded.WeightsSource);
  problem.WeightsKey = std::move(loaded.Key);
  problem.Skipped = std::move(loaded.Skipped);
  loaded.Module->MoveTo(problem.Device);
  loaded.Module->SetTraining(false);
  for (const std::string& note : { fixed, LeaveHalfPrecision(*loaded.Module, problem.Device) })
  {
    if (!note.empty())
    {
      problem.Skipped.push_back(note);
    }
  }
  problem.Network = std::move(loaded.Module);
}

/// Notes inputs of the data that the network does not take.
void NoteUnusedInputs(Problem::Internals& problem)
{
  const auto& used = problem.Form.Inputs;
  const auto note = [&](std::size_t input, const std::string& name)
  {
    if (std::find(used.begin(), used.end(), input) == used.end())
    {
      problem.Skipped.push_back("tensor '" + name + "' of the data: not given to the network");
    }
  };
  note(0, problem.Data->InputName);
  for (std::size_t i = 0; i < problem.Data->FurtherInputs.size(); ++i)
  {
    note(i + 1, problem.Data->FurtherInputs[i].first);
  }
}

std::shared_ptr<const Dataset> DoubleDataOf(const Problem::Internals& problem)
{
  if (!problem.Data->IsRounded)
  {
    return problem.Data;
  }
  auto data = LoadDoubleDataset(problem.Options.Data);
  // The rounded data are resident as long as the problem holds them and their file stays the same.
  if (data->Rounded != problem.Data)
  {
    throw Error("the data set has changed")
      .Where(problem.Options.Data.Path)
      .Expected("the file that the landscape was computed from")
      .Found("another size or time of modification")
      .Advice("apply again");
  }
  return data;
}

void CheckPrecision(const Problem::Internals& problem)
{
  PrecisionMeans means;
  means.IsSinglePrecision = problem.Network->ParameterType() == torch::kFloat32;
  means.IsOnGpu = problem.Device.is_cuda();
  means.GpuHasReducedPrecision = means.IsOnGpu && GpuHasReducedPrecision(problem.Device);
  means.HasFusedKernels = !FusedKernelsName().empty();
  means.ProcessorHasBFloat16 = FusedKernelsHaveBFloat16();
  means.HasKernelsAlone = problem.Options.Precision == Precision::BFloat16 &&
    means.IsSinglePrecision && IsComputedByKernelsAlone(problem);
  RequirePrecision(problem.Options.Precision, means);
}

} // namespace

std::int64_t LargestBatch(std::int64_t sampleElements)
{
  if (sampleElements >= 16384)
  {
    return 16;
  }
  if (sampleElements >= 1024)
  {
    return 64;
  }
  return sampleElements >= 32 ? 256 : 1024;
}

std::string HashTensors(const NamedTensors& tensors)
{
  Sha256 hash;
  for (const auto& [name, tensor] : tensors)
  {
    const DenseArray array = ToDenseArray(tensor);
    hash.Update(name + ShapeText(array.Shape) + ElementName(array.Type));
    hash.Update(array.Bytes.data(), array.Bytes.size());
  }
  return hash.HexDigest();
}

Problem::Problem(const ProblemOptions& options, const Progress& progress)
  : Impl(std::make_unique<Internals>())
{
  auto& self = *this->Impl;
  CheckLossOptions(options.Loss);
  self.Options = options;
  self.Device = ResolveDevice(options.Device);
  self.Data = LoadDataset(options.Data, progress);
  TakeNetwork(self);
  self.Data = InPrecisionOf(*self.Network, self.Data, options.Data, progress);
  if (!options.Network.NetworkFile.empty())
  {
    self.NetworkFileHash = FileSha256(options.Network.NetworkFile);
  }
  self.BatchSize = ChooseBatchSize(self);
  self.Form = FormFor(*self.Network, *self.Data, options.Loss, self.BatchSize, self.Device,
    NetworkLabel(options.Network));
  NoteUnusedInputs(self);
  self.Batches = MakeBatches(*self.Data, self.BatchSize, self.Device, self.Form);
  PrepareBatchNorm(self);
  CheckOrigin(self);
  self.Description = Describe(self);
  CheckPrecision(self);
}

Problem::Problem(const Problem& other, const std::string& weightsFile)
  : Impl(std::make_unique<Internals>(other.GetInternals()))
{
  const auto sameWithOtherWeights = this->Impl->Network;
  this->Impl->Options.Network =
    AtCheckpoint(*sameWithOtherWeights, std::move(this->Impl->Options.Network), weightsFile);
  TakeNetwork(*this->Impl);
  auto origin = this->Impl->Network->TakeOrigin();
  if (origin && !sameWithOtherWeights->GetCode())
  {
    origin->SetTraining(false);
    this->Impl->Network = std::move(origin);
  }
  this->Impl->Network->TakeEffects(*sameWithOtherWeights);
}

Problem::Problem(std::unique_ptr<Internals> internals) : Impl(std::move(internals))
{
}

std::shared_ptr<const Problem> Problem::InDoublePrecision(std::shared_ptr<const Problem> problem)
{
  if (problem->GetInternals().Network->ParameterType() == torch::kFloat64)
  {
    return problem;
  }
  auto copy = std::make_unique<Internals>(problem->GetInternals());
  copy->Network = copy->Network->Clone();
  copy->Network->ConvertTo(torch::kFloat64);
  copy->Data = DoubleDataOf(*copy);
  copy->Form.Type = torch::kFloat64;
  copy->Batches = MakeBatches(*copy->Data, copy->BatchSize, copy->Device, copy->Form);
  PrepareBatchNorm(*copy);
  TryFirstBatch(*copy);
  return std::shared_ptr<const Problem>(new Problem(std::move(copy)));
}

Problem::Problem(const Problem& other, Precision precision)
  : Impl(std::make_unique<Internals>(other.GetInternals()))
{
  this->Impl->Options.Precision = precision;
  CheckPrecision(*this->Impl);
}

Problem::~Problem() = default;

const Problem::Facts& Problem::GetFacts() const
{
  return *this->Impl;
}

std::string Problem::RecalibrationHash() const
{
  const auto& samples = this->Impl->RecalibrationSamples;
  Sha256 hash;
  hash.Update(samples.data(), samples.size() * sizeof(samples.front()));
  return hash.HexDigest();
}

std::string Problem::DeviceKind() const
{
  return this->Impl->Device.is_cpu() ? "cpu" : "cuda";
}

} // namespace losslandscape
