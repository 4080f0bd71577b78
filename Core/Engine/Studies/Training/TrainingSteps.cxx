// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Engine/Studies/Training/TrainingSteps.h"

#include "Core/Common/Error.h"
#include "Core/Common/NumberText.h"
#include "Core/Common/Processors.h"
#include "Core/Engine/Problem/ProblemInternals.h"

#include <torch/cuda.h>

#include <algorithm>
#include <cmath>
#include <mutex>

namespace losslandscape
{
namespace
{

void Require(bool isInRange, const char* name, const char* range, double value)
{
  if (!isInRange)
  {
    throw Error("training option is out of range")
      .Where(name)
      .Expected(range)
      .Found(NumberText(value));
  }
}

torch::Tensor AugmentOne(const torch::Tensor& padded, std::int64_t height, std::int64_t width,
  std::int64_t margin, Random& random)
{
  const auto shifts = static_cast<std::uint64_t>(2 * margin + 1);
  const auto top = static_cast<std::int64_t>(random.Below(shifts));
  const auto left = static_cast<std::int64_t>(random.Below(shifts));
  auto image = padded.slice(1, top, top + height).slice(2, left, left + width);
  return random.Below(2) == 1 ? image.flip({ 2 }) : image;
}

} // namespace

int TrainingThreads::CountFor(int requested, const NetworkModule& network, std::int64_t batchSize)
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

TrainingThreads::TrainingThreads(
  int requested, const NetworkModule& network, std::int64_t batchSize)
  : Threads(CountFor(requested, network, batchSize)), InsideOperations(Threads)
{
  if (this->Threads == 1)
  {
    this->Blas.emplace();
  }
}

ShuffledBatches::ShuffledBatches(const Dataset& data, std::int64_t batchSize, torch::Device device,
  const BatchForm& form, std::uint64_t seed)
  : Whole(MakeBatches(data, data.NumberOfSamples, device, form).front()), BatchSize(batchSize),
    Generator(seed)
{
}

std::int64_t ShuffledBatches::Count() const
{
  return (this->Whole.Size() + this->BatchSize - 1) / this->BatchSize;
}

void ShuffledBatches::Shuffle()
{
  this->Order = this->Generator.Permutation(this->Whole.Size());
}

Batch ShuffledBatches::Draw(std::int64_t index) const
{
  const std::int64_t begin = index * this->BatchSize;
  const std::int64_t end =
    std::min(begin + this->BatchSize, static_cast<std::int64_t>(this->Order.size()));
  const std::vector<std::int64_t> chosen(this->Order.begin() + begin, this->Order.begin() + end);
  return ChooseSamples(this->Whole, torch::tensor(chosen, torch::kInt64).to(this->Whole.Device()));
}

torch::Tensor FlipAndCrop(const torch::Tensor& images, Random& random)
{
  const std::int64_t height = images.size(2);
  const std::int64_t width = images.size(3);
  const std::int64_t margin = std::max<std::int64_t>(1, std::min(height, width) / 8);
  const auto padded = torch::constant_pad_nd(images, { margin, margin, margin, margin });
  std::vector<torch::Tensor> augmented;
  for (std::int64_t i = 0; i < images.size(0); ++i)
  {
    augmented.push_back(AugmentOne(padded[i], height, width, margin, random));
  }
  return torch::stack(augmented).contiguous(images.suggest_memory_format());
}

std::vector<at::Generator> GlobalGenerators()
{
  std::vector<at::Generator> generators = { at::detail::getDefaultCPUGenerator() };
  const auto gpus = static_cast<int>(torch::cuda::device_count());
  for (int gpu = 0; gpu < gpus; ++gpu)
  {
    const torch::Device device(torch::kCUDA, static_cast<c10::DeviceIndex>(gpu));
    generators.push_back(at::globalContext().defaultGenerator(device));
  }
  return generators;
}

SeededTorch::SeededTorch(std::uint64_t seed, const std::vector<at::Generator>& generators)
  : Generators(generators)
{
  for (at::Generator& generator : this->Generators)
  {
    // Other threads of the program may draw meanwhile.
    const std::lock_guard<std::mutex> lock(generator.mutex());
    this->Before.push_back(generator.get_state());
    generator.set_current_seed(seed);
  }
}

SeededTorch::~SeededTorch()
{
  for (std::size_t i = 0; i < this->Generators.size(); ++i)
  {
    const std::lock_guard<std::mutex> lock(this->Generators[i].mutex());
    this->Generators[i].set_state(this->Before[i]);
  }
}

std::vector<torch::Tensor> ParametersOf(const NetworkModule& network)
{
  std::vector<torch::Tensor> parameters;
  for (const auto& [name, tensor] : network.Parameters())
  {
    parameters.push_back(tensor);
  }
  return parameters;
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
  Require(value > 0.0 && std::isfinite(value), name, "a positive number", value);
}

void RequireNotNegative(const char* name, double value)
{
  Require(value >= 0.0 && std::isfinite(value), name, "zero or a positive number", value);
}

void RequireMomentum(double value)
{
  RequireNotNegative("Momentum", value);
  Require(value < 1.0, "Momentum", "a number below 1", value);
}

} // namespace losslandscape
