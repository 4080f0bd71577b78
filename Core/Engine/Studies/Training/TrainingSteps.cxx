// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Engine/Studies/Training/TrainingSteps.h"

#include "Core/Common/Error.h"
#include "Core/Common/NumberText.h"
#include "Core/Engine/Problem/ProblemInternals.h"

#include <algorithm>
#include <cmath>

namespace losslandscape
{
namespace
{

int ThreadsOf(int requested, const NetworkModule& network, std::int64_t batchSize)
{
  constexpr std::int64_t SmallBatch = 10000000;
  std::int64_t weights = 0;
  for (const auto& [name, tensor] : network.Parameters())
  {
    weights += tensor.numel();
  }
  const bool isSmall = weights * batchSize < SmallBatch;
  return isSmall && requested == 0 ? 1 : ResolveThreads(requested);
}

} // namespace

TrainingThreads::TrainingThreads(
  int requested, const NetworkModule& network, std::int64_t batchSize)
  : Threads(ThreadsOf(requested, network, batchSize)), InsideOperations(Threads)
{
  if (this->Threads == 1)
  {
    this->Blas.emplace();
  }
}

ShuffledBatches::ShuffledBatches(const Dataset& data, std::int64_t batchSize, torch::Device device,
  torch::ScalarType inputType, std::uint64_t seed)
  : Whole(MakeBatches(data, data.NumberOfSamples, device, inputType).front()), BatchSize(batchSize),
    Generator(seed)
{
}

std::int64_t ShuffledBatches::Count() const
{
  return (this->Whole.Inputs.size(0) + this->BatchSize - 1) / this->BatchSize;
}

void ShuffledBatches::Shuffle()
{
  this->Order = this->Generator.Permutation(this->Whole.Inputs.size(0));
}

Batch ShuffledBatches::Draw(std::int64_t index) const
{
  const std::int64_t begin = index * this->BatchSize;
  const std::int64_t end =
    std::min(begin + this->BatchSize, static_cast<std::int64_t>(this->Order.size()));
  const std::vector<std::int64_t> chosen(this->Order.begin() + begin, this->Order.begin() + end);
  const auto samples = torch::tensor(chosen, torch::kInt64).to(this->Whole.Inputs.device());
  return { this->Whole.Inputs.index_select(0, samples),
    this->Whole.Targets.index_select(0, samples) };
}

SeededTorch::SeededTorch(std::uint64_t seed)
  : Generator(at::detail::getDefaultCPUGenerator()), Before(Generator.get_state())
{
  torch::manual_seed(seed);
}

SeededTorch::~SeededTorch()
{
  this->Generator.set_state(this->Before);
}

void SetLearningRate(torch::optim::Optimizer& optimizer, double rate)
{
  for (auto& group : optimizer.param_groups())
  {
    group.options().set_lr(rate);
  }
}

void RequirePositive(const char* name, double value)
{
  if (!(value > 0.0) || !std::isfinite(value))
  {
    throw Error("training option is out of range")
      .Where(name)
      .Expected("a positive number")
      .Found(NumberText(value));
  }
}

void RequireNotNegative(const char* name, double value)
{
  if (!(value >= 0.0) || !std::isfinite(value))
  {
    throw Error("training option is out of range")
      .Where(name)
      .Expected("zero or a positive number")
      .Found(NumberText(value));
  }
}

void RequireMomentum(double value)
{
  RequireNotNegative("Momentum", value);
  if (value >= 1.0)
  {
    throw Error("training option is out of range")
      .Where("Momentum")
      .Expected("a number below 1")
      .Found(NumberText(value));
  }
}

} // namespace losslandscape
