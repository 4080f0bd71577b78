// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Engine/Evaluation/EvaluationKey.h"
#include "Core/Engine/Plane/ParameterVector.h"
#include "Core/Engine/Problem/NormStatistics.h"
#include "Core/Engine/Problem/ProblemInternals.h"
#include "Core/Engine/Studies/Connectivity/BezierPath.h"
#include "Core/Engine/Studies/Connectivity/ConnectivityJson.h"
#include "Core/Engine/Studies/Connectivity/ModeConnectivity.h"
#include "Core/Engine/Studies/Training/TrainingSteps.h"
#include "Core/Engine/Torch/GpuPrecision.h"
#include "Core/Engine/Torch/TorchErrors.h"
#include "Core/Store/PointStore.h"

#include <torch/optim/sgd.h>

#include <algorithm>
#include <array>
#include <cmath>

namespace losslandscape
{
namespace
{

void CheckOptions(const BendOptions& options)
{
  RequirePositive("Epochs", static_cast<double>(options.Epochs));
  RequirePositive("TrainingBatchSize", static_cast<double>(options.BatchSize));
  RequirePositive("LearningRate", options.LearningRate.Initial);
  RequireMomentum(options.Momentum);
}

/// A copy of the network whose parameters collect gradients. It is made without gradients, since a
/// copy of a TorchScript network would be part of the graph otherwise, and pass its gradients on.
std::unique_ptr<NetworkModule> DifferentiableCopy(const NetworkModule& network)
{
  const torch::NoGradGuard noGradient;
  auto copy = network.Clone();
  for (const torch::Tensor& parameter : ParametersOf(*copy))
  {
    parameter.set_requires_grad(true);
  }
  return copy;
}

/// A training of the bend in progress: a network that is moved along the curve, and the bend, which
/// is what the optimizer knows.
class Run
{
public:
  Run(const Modes& modes, const BendOptions& options, const Progress& progress)
    : Options(options), Report(progress), TheProblem(modes.First->GetInternals()),
      Network(DifferentiableCopy(*TheProblem.Network)), Moving(ParametersOf(*Network)),
      First(ParametersOf(*TheProblem.Network)),
      Second(ParametersOf(*modes.Second->GetInternals().Network)),
      Batches(
        *modes.TrainingData, options.BatchSize, TheProblem.Device, TheProblem.Form, options.Seed)
  {
    const torch::NoGradGuard noGradient;
    for (std::size_t i = 0; i < this->First.size(); ++i)
    {
      this->Control.push_back(
        this->First[i].add(this->Second[i]).mul(0.5).detach().set_requires_grad(true));
    }
  }

  Bend Train()
  {
    const TrainingThreads threads(this->Options.Threads, *this->Network, this->Options.BatchSize);
    torch::optim::SGD optimizer(this->Control,
      torch::optim::SGDOptions(this->Options.LearningRate.Initial)
        .momentum(this->Options.Momentum));
    Bend bend;
    this->Network->SetTraining(true);
    for (std::int64_t epoch = 0; epoch < this->Options.Epochs; ++epoch)
    {
      const double rate = LearningRateAt(this->Options.LearningRate, epoch, this->Options.Epochs);
      SetLearningRate(optimizer, rate);
      bend.Epochs.push_back({ epoch + 1, this->TrainEpoch(epoch, optimizer), rate });
      this->CheckProgress(bend.Epochs.back());
    }
    bend.Network = this->MakeNetwork();
    return bend;
  }

private:
  /// One pass over the shuffled data; returns its mean loss.
  double TrainEpoch(std::int64_t epoch, torch::optim::Optimizer& optimizer)
  {
    this->Batches.Shuffle();
    double losses = 0.0;
    double samples = 0.0;
    for (std::int64_t step = 0; step < this->Batches.Count(); ++step)
    {
      const BezierWeights weights = BezierWeightsAt(this->Batches.Numbers().Uniform());
      const Batch batch = this->Batches.Draw(step);
      const auto count = static_cast<double>(batch.Size());
      losses += count * this->Differentiate(weights, batch);
      samples += count;
      optimizer.step();
      ReportProgress(this->Report,
        static_cast<double>(epoch * this->Batches.Count() + step + 1) /
          static_cast<double>(this->Options.Epochs * this->Batches.Count()));
    }
    return losses / samples;
  }

  /// Gives the bend the gradient of the batch's loss at a point of the curve; returns the loss.
  double Differentiate(const BezierWeights& weights, const Batch& batch)
  {
    const GpuPrecision precision(Precision::NetworksOwn, this->TheProblem.Device);
    this->MoveTo(weights);
    const torch::Tensor loss = MeanLoss(this->TheProblem.Options.Loss, *this->Network, batch);
    loss.backward();
    for (std::size_t i = 0; i < this->Moving.size(); ++i)
    {
      torch::Tensor& gradient = this->Moving[i].mutable_grad();
      this->Control[i].mutable_grad() =
        gradient.defined() ? gradient.mul(weights.Bend) : torch::Tensor();
      gradient = torch::Tensor();
    }
    return loss.item<double>();
  }

  void MoveTo(const BezierWeights& weights)
  {
    const torch::NoGradGuard noGradient;
    for (std::size_t i = 0; i < this->Moving.size(); ++i)
    {
      this->Moving[i].copy_(this->First[i]).mul_(weights.First);
      this->Moving[i].add_(this->Control[i], weights.Bend).add_(this->Second[i], weights.Second);
    }
  }

  void CheckProgress(const BendEpoch& epoch) const
  {
    if (!std::isfinite(epoch.TrainLoss))
    {
      throw Error("training of the bend diverged")
        .Where(
          NetworkLabel(this->TheProblem.Options.Network) + ", epoch " + std::to_string(epoch.Epoch))
        .Expected("a finite loss")
        .Found(std::to_string(epoch.TrainLoss))
        .Advice("lower LearningRate");
    }
  }

  /// A network at the bend, with the first end's buffers except for statistics that are estimated.
  std::shared_ptr<const NetworkModule> MakeNetwork() const
  {
    const torch::NoGradGuard noGradient;
    std::shared_ptr<NetworkModule> network = this->TheProblem.Network->Clone();
    const auto parameters = ParametersOf(*network);
    for (std::size_t i = 0; i < parameters.size(); ++i)
    {
      parameters[i].copy_(this->Control[i]);
    }
    CheckFinite(
      WeightsOf(*network), "trained bend", NetworkLabel(this->TheProblem.Options.Network));
    if (this->TheProblem.BatchNorm == BatchNormMode::Recalibrated)
    {
      EstimateStatistics(*network, this->TheProblem.Options.Loss,
        this->TheProblem.RecalibrationBatches,
        [this] { return !this->Report || this->Report(1.0); });
    }
    return network;
  }

  const BendOptions& Options;
  const Progress& Report;
  const Problem::Internals& TheProblem;
  const std::unique_ptr<NetworkModule> Network;
  std::vector<torch::Tensor> Moving;
  const std::vector<torch::Tensor> First;
  const std::vector<torch::Tensor> Second;
  std::vector<torch::Tensor> Control;
  ShuffledBatches Batches;
};

constexpr std::size_t NumbersPerEpoch = 2;

/// There is one bend under a key.
constexpr std::array<double, 3> BendPlace = { 0.0, 0.0, 0.0 };

/// A bend as numbers that keep its bits: loss and learning rate of each epoch, then all tensors.
std::vector<double> NumbersOf(const Bend& bend)
{
  std::vector<double> numbers;
  for (const BendEpoch& epoch : bend.Epochs)
  {
    numbers.insert(numbers.end(), { epoch.TrainLoss, epoch.LearningRate });
  }
  for (const auto& [name, tensor] : bend.Network->State())
  {
    const torch::Tensor values = tensor.to(torch::kCPU, torch::kFloat64).contiguous();
    numbers.insert(
      numbers.end(), values.data_ptr<double>(), values.data_ptr<double>() + values.numel());
  }
  return numbers;
}

std::size_t CountOf(const NetworkModule& network, const BendOptions& options)
{
  std::int64_t count = 0;
  for (const auto& [name, tensor] : network.State())
  {
    count += tensor.numel();
  }
  return static_cast<std::size_t>(count) +
    NumbersPerEpoch * static_cast<std::size_t>(options.Epochs);
}

Bend BendOf(const std::vector<double>& numbers, const NetworkModule& like, std::int64_t epochs)
{
  const torch::NoGradGuard noGradient;
  Bend bend;
  const double* next = numbers.data();
  for (std::int64_t epoch = 1; epoch <= epochs; ++epoch, next += NumbersPerEpoch)
  {
    bend.Epochs.push_back({ epoch, next[0], next[1] });
  }
  std::shared_ptr<NetworkModule> network = like.Clone();
  for (const auto& [name, tensor] : network->State())
  {
    tensor.copy_(torch::tensor(
      at::ArrayRef<double>(next, static_cast<std::size_t>(tensor.numel())), torch::kFloat64)
                   .view(tensor.sizes()));
    next += tensor.numel();
  }
  bend.Network = network;
  return bend;
}

/// A training that diverges has no bend.
bool AreFinite(const std::vector<double>& numbers)
{
  return std::all_of(
    numbers.begin(), numbers.end(), [](double number) { return std::isfinite(number); });
}

/// All that a bend depends on: see BendRecipe, which has paths and the numbers that were asked for.
StoreKey KeyOf(const Modes& modes, const BendOptions& options)
{
  const NetworkModule& network = *modes.First->GetInternals().Network;
  Json json = OptionsToJson(options);
  json["threads"] = TrainingThreads::CountFor(options.Threads, network, options.BatchSize);
  json["second_weights_sha256"] = modes.Second->WeightsHash();
  json["training_data_sha256"] = modes.TrainingData->Hash;
  return { StudyKey(*modes.First, "mode connectivity, bend", JsonText(json, -1)),
    CountOf(network, options) };
}

} // namespace

Bend TrainBend(
  EvaluationStore& store, const Modes& modes, const BendOptions& options, const Progress& progress)
{
  CheckOptions(options);
  EvaluationStore::Writing writing(store, progress);
  const Progress reporting = writing.Reporting();
  const auto keepGoing = [&] { return !progress || progress(0.0); };
  const auto train = [&]
  {
    const SeededTorch seeded(options.Seed);
    return NumbersOf(Run(modes, options, reporting).Train());
  };
  const auto numbers = TranslateTorchErrors("training of the bend failed",
    NetworkLabel(modes.First->Options().Network),
    [&]
    {
      return store.Recall(
        [&] { return KeyOf(modes, options); }, BendPlace, train, keepGoing, AreFinite);
    });
  writing.Finish();
  return BendOf(numbers, *modes.First->GetInternals().Network, options.Epochs);
}

void KeepBend(
  EvaluationStore& store, const Modes& modes, const BendOptions& options, const Bend& bend)
{
  if (store.File().empty())
  {
    return;
  }
  EvaluationStore::Writing writing(store, {});
  store.Recall([&] { return KeyOf(modes, options); }, BendPlace, [&] { return NumbersOf(bend); },
    {}, AreFinite);
  writing.Finish();
}

} // namespace losslandscape
