// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Engine/Problem/BatchNorm.h"

#include "Core/Common/EnumName.h"
#include "Core/Data/BatchOrder.h"
#include "Core/Data/Subset.h"
#include "Core/Engine/Problem/NormStatistics.h"
#include "Core/Engine/Problem/ProblemInternals.h"

#include <numeric>

namespace losslandscape
{
namespace
{

using Indices = std::vector<std::int64_t>;

Indices AllSamples(const Dataset& data)
{
  Indices samples(static_cast<std::size_t>(data.NumberOfSamples));
  std::iota(samples.begin(), samples.end(), std::int64_t(0));
  return samples;
}

Indices ChooseRecalibrationSamples(const ProblemOptions& options, const Dataset& data)
{
  const std::int64_t count = options.BatchNorm.RecalibrationSamples;
  if (count < 0)
  {
    throw Error("number of recalibration samples is negative")
      .Expected("0 (all) or the samples that batch norm statistics are estimated on")
      .Found(std::to_string(count));
  }
  if (count == 0 || count >= data.NumberOfSamples)
  {
    return AllSamples(data);
  }
  if (!data.HasLabels())
  {
    const Indices oneClass(static_cast<std::size_t>(data.NumberOfSamples), 0);
    return BalancedSubset(oneClass, 1, count, options.Data.SampleSeed);
  }
  return BalancedSubset(data.Labels, data.NumberOfClasses, count, options.Data.SampleSeed);
}

/// Batches of the given samples: the problem's own if these are all samples in order, else copies.
std::vector<Batch> BatchesOf(const Problem::Internals& problem, const Indices& samples)
{
  const Dataset& data = *problem.Data;
  if (samples == AllSamples(data))
  {
    return problem.Batches;
  }
  // Samples that many batches share stay on the processor until they are chosen.
  const Batch all = MakeBatches(data, data.NumberOfSamples, torch::kCPU, problem.Form).front();
  std::vector<Batch> batches;
  for (const torch::Tensor& part : torch::tensor(samples).split(problem.BatchSize))
  {
    batches.push_back(OnDevice(ChooseSamples(all, part), problem.Device));
  }
  return batches;
}

} // namespace

const char* BatchNormName(BatchNormMode mode)
{
  return EnumName(mode, { "Stored", "Recalibrated", "Batch" },
    Error("unknown mode of batch norm").Expected("Stored (0), Recalibrated (1) or Batch (2)"));
}

BatchNormMode ModeInUse(const Problem::Internals& problem)
{
  const bool hasNorm = !problem.Network->NormLayers().empty();
  return hasNorm ? problem.Options.BatchNorm.Mode : BatchNormMode::Stored;
}

void PrepareBatchNorm(Problem::Internals& problem)
{
  const auto mix = [&](const Indices& samples)
  { return MixedOrder(samples, problem.Data->Labels, problem.BatchSize); };
  problem.BatchNorm = ModeInUse(problem);
  if (problem.BatchNorm == BatchNormMode::Recalibrated)
  {
    problem.RecalibrationSamples = mix(ChooseRecalibrationSamples(problem.Options, *problem.Data));
    problem.RecalibrationBatches = BatchesOf(problem, problem.RecalibrationSamples);
  }
  else if (problem.BatchNorm == BatchNormMode::Batch)
  {
    problem.Batches = BatchesOf(problem, mix(AllSamples(*problem.Data)));
  }
}

void TryBatchNorm(const Problem::Internals& problem)
{
  if (problem.BatchNorm == BatchNormMode::Stored)
  {
    return;
  }
  const bool recalibrated = problem.BatchNorm == BatchNormMode::Recalibrated;
  CheckNormLayers(problem.BatchNorm, *problem.Network->Clone(), problem.Options.Loss,
    recalibrated ? problem.RecalibrationBatches : problem.Batches,
    NetworkLabel(problem.Options.Network));
}

} // namespace losslandscape
