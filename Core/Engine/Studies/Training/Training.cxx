// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Engine/Studies/Training/Training.h"

#include "Core/Common/TextEnds.h"
#include "Core/Engine/Network/Movement.h"
#include "Core/Engine/Network/NetworkLoading.h"
#include "Core/Engine/Plane/RandomDirection.h"
#include "Core/Engine/Problem/LossEvaluator.h"
#include "Core/Engine/Problem/OriginCheck.h"
#include "Core/Engine/Problem/ProblemRecipe.h"
#include "Core/Engine/Studies/Training/TrainingJson.h"
#include "Core/Engine/Studies/Training/TrainingSteps.h"
#include "Core/Engine/Torch/DenseTensor.h"
#include "Core/Engine/Torch/Device.h"
#include "Core/Engine/Torch/GpuPrecision.h"
#include "Core/Engine/Torch/TorchErrors.h"

#include <torch/optim/adam.h>
#include <torch/optim/sgd.h>

#include <cmath>
#include <cstdio>
#include <filesystem>
#include <limits>
#include <optional>

namespace losslandscape
{
namespace
{

constexpr double NaN = std::numeric_limits<double>::quiet_NaN();

/// What is said of places in an image would have to be flipped and cropped with it.
void RequireWholeImages(const Batch& batch)
{
  if (batch.Inputs.size() > 1 || (batch.Targets.defined() && batch.Targets.dim() > 2))
  {
    throw Error("the data cannot be augmented")
      .Where("Augment")
      .Expected("images alone, with targets for whole images")
      .Found(batch.Inputs.size() > 1 ? "several inputs" : "targets for places in the images")
      .Advice("switch augmentation off");
  }
}

void CheckOptions(const TrainingOptions& options)
{
  CheckLossOptions(options.Loss);
  RequirePositive("Epochs", static_cast<double>(options.Epochs));
  RequirePositive("BatchSize", static_cast<double>(options.BatchSize));
  RequirePositive("LearningRate", options.LearningRate.Initial);
  RequirePositive("EpochsPerCheckpoint", static_cast<double>(options.EpochsPerCheckpoint));
  RequireNotNegative("StepsPerCheckpoint", static_cast<double>(options.StepsPerCheckpoint));
  RequireMomentum(options.Momentum);
  for (const std::int64_t milestone : options.LearningRate.Milestones)
  {
    RequireNotNegative("LearningRateSteps", static_cast<double>(milestone));
  }
  RequireNotNegative("WeightDecay", options.WeightDecay);
}

/// Draws initial values as in He et al. 2015: normal with variance 2 / fan in, unless the network
/// has a deviation of its own. One-dimensional parameters keep what their layers set (1 in norms),
/// except for biases, which become zero.
void Initialise(const NetworkModule& network, std::uint64_t seed)
{
  const torch::NoGradGuard noGradient;
  for (const auto& [name, tensor] : network.Parameters())
  {
    torch::Tensor parameter = tensor;
    if (parameter.dim() < 2)
    {
      if (EndsWith(name, ".bias"))
      {
        parameter.zero_();
      }
      continue;
    }
    const auto count = static_cast<std::size_t>(parameter.numel());
    auto values = InitialNormals(seed, name, count);
    const double fanIn = static_cast<double>(parameter.numel() / parameter.size(0));
    const double deviation = network.InitialDeviation().value_or(std::sqrt(2.0 / fanIn));
    for (double& value : values)
    {
      value *= deviation;
    }
    parameter.copy_(ToTensor(DenseArray::FromDouble(parameter.sizes().vec(), values)));
  }
}

std::unique_ptr<torch::optim::Optimizer> MakeOptimizer(
  const TrainingOptions& options, const NetworkModule& network)
{
  const auto parameters = ParametersOf(network);
  if (options.Optimizer == Optimizer::Adam)
  {
    return std::make_unique<torch::optim::Adam>(parameters,
      torch::optim::AdamOptions(options.LearningRate.Initial).weight_decay(options.WeightDecay));
  }
  return std::make_unique<torch::optim::SGD>(parameters,
    torch::optim::SGDOptions(options.LearningRate.Initial)
      .momentum(options.Momentum)
      .weight_decay(options.WeightDecay));
}

double GradientNorm(const NetworkModule& network)
{
  double squares = 0.0;
  for (const auto& [name, tensor] : network.Parameters())
  {
    if (tensor.grad().defined())
    {
      squares += tensor.grad().to(torch::kFloat64).square().sum().item<double>();
    }
  }
  return std::sqrt(squares);
}

/// A training run in progress.
class Run
{
public:
  explicit Run(const TrainingOptions& options, const Progress& progress)
    : Options(options), Report(progress), Device(ResolveDevice(options.Device))
  {
    this->LoadData();
    this->LoadNetwork();
    this->Steps = this->Batches->Count();
    if (!options.OutputDirectory.empty())
    {
      this->MakeOutputDirectory();
    }
  }

  TrainingResult Train()
  {
    const TrainingThreads threads(this->Options.Threads, *this->Network, this->Options.BatchSize);
    auto optimizer = MakeOptimizer(this->Options, *this->Network);
    this->FinishEpoch(0, NaN, NaN);
    for (std::int64_t epoch = 1; epoch <= this->Options.Epochs; ++epoch)
    {
      const double rate =
        LearningRateAt(this->Options.LearningRate, epoch - 1, this->Options.Epochs);
      SetLearningRate(*optimizer, rate);
      const double gradientNorm = this->TrainEpoch(epoch, *optimizer);
      this->FinishEpoch(epoch, rate, gradientNorm);
    }
    return std::move(this->Result);
  }

private:
  bool KeepsGoing() const { return !this->Report || this->Report(this->Fraction); }

  DatasetOptions TrainOptions() const
  {
    DatasetOptions data = this->Options.Data;
    data.Split = DatasetSplit::Train;
    return data;
  }

  /// The number of samples bounds training only: a test on fewer samples than there are would be
  /// needlessly noisy.
  DatasetOptions TestOptions() const
  {
    DatasetOptions data = this->Options.Data;
    data.Split = DatasetSplit::Test;
    data.NumberOfSamples = 0;
    return data;
  }

  /// Loading is a moment of the whole run: it asks whether to go on, and reports no progress of its
  /// own.
  Progress LoadingProgress() const
  {
    return [this](double) { return this->KeepsGoing(); };
  }

  void LoadData()
  {
    this->TrainData = LoadDataset(this->TrainOptions(), this->LoadingProgress());
    this->TestData = LoadDataset(this->TestOptions(), this->LoadingProgress());
  }

  void TakeDataInPrecision()
  {
    this->TrainData =
      InPrecisionOf(*this->Network, this->TrainData, this->TrainOptions(), this->LoadingProgress());
    this->TestData =
      InPrecisionOf(*this->Network, this->TestData, this->TestOptions(), this->LoadingProgress());
  }

  void LoadNetwork()
  {
    LoadedNetwork loaded = LoadUntrainedNetwork(this->Options.Network, *this->TrainData);
    if (!this->Options.Network.WeightsFile.empty())
    {
      AssignStoredWeights(*loaded.Module, this->Options.Network.WeightsFile);
    }
    else if (this->Options.Network.NetworkFile.empty())
    {
      Initialise(*loaded.Module, this->Options.Seed);
    }
    AssignAdapters(loaded, this->Options.Network);
    this->Network = std::move(loaded.Module);
    RestrictMovement(
      *this->Network, this->Options.Network.MovingParameters, NetworkLabel(this->Options.Network));
    if (this->Network->Parameters().empty())
    {
      throw Error("the network has no parameters")
        .Where(NetworkLabel(this->Options.Network))
        .Expected("weights that can be trained")
        .Found("none (frozen modules hold constants)")
        .Advice("export the network without torch.jit.freeze or optimize_for_inference");
    }
    this->Network->MoveTo(this->Device);
    LeaveHalfPrecision(*this->Network, this->Device);
    this->TakeDataInPrecision();
    constexpr std::int64_t evaluationBatch = 256;
    const BatchForm form = FormFor(*this->Network, *this->TrainData, this->Options.Loss,
      this->Options.BatchSize, this->Device, NetworkLabel(this->Options.Network));
    this->Batches.emplace(
      *this->TrainData, this->Options.BatchSize, this->Device, form, this->Options.Seed);
    this->TrainBatches = MakeBatches(*this->TrainData, evaluationBatch, this->Device, form);
    this->TestBatches = MakeBatches(*this->TestData, evaluationBatch, this->Device, form);
    const Batch& first = this->TrainBatches.front();
    if (auto origin = OriginIfItDiffers(*this->Network, this->Options.Loss, first))
    {
      this->Network = std::move(origin);
    }
  }

  void MakeOutputDirectory()
  {
    std::error_code failure;
    std::filesystem::create_directories(this->Options.OutputDirectory, failure);
    if (failure)
    {
      throw Error("cannot create the output directory")
        .Where(this->Options.OutputDirectory)
        .Found(failure.message());
    }
  }

  /// One pass over the shuffled data; returns the mean gradient norm.
  double TrainEpoch(std::int64_t epoch, torch::optim::Optimizer& optimizer)
  {
    this->Network->SetTraining(true);
    this->Batches->Shuffle();
    double norms = 0.0;
    for (std::int64_t step = 0; step < this->Steps; ++step)
    {
      norms += this->TakeStep(step, optimizer);
      this->FinishStep((epoch - 1) * this->Steps + step + 1);
    }
    return norms / static_cast<double>(this->Steps);
  }

  /// Takes one step of the optimizer. Returns the norm of the gradient.
  double TakeStep(std::int64_t step, torch::optim::Optimizer& optimizer)
  {
    const GpuPrecision precision(Precision::NetworksOwn, this->Device);
    optimizer.zero_grad();
    MeanLoss(this->Options.Loss, *this->Network, this->DrawBatch(step)).backward();
    const double norm = GradientNorm(*this->Network);
    optimizer.step();
    return norm;
  }

  Batch DrawBatch(std::int64_t step)
  {
    Batch batch = this->Batches->Draw(step);
    torch::Tensor& first = batch.Inputs.front();
    if (this->Options.Augment && first.dim() == 4)
    {
      RequireWholeImages(batch);
      first = FlipAndCrop(first, this->Batches->Numbers());
    }
    return batch;
  }

  void FinishStep(std::int64_t step)
  {
    const std::int64_t every = this->Options.StepsPerCheckpoint;
    if (every > 0 && step % every == 0)
    {
      this->Save("step", 6, step);
    }
    this->Fraction =
      static_cast<double>(step) / static_cast<double>(this->Steps * this->Options.Epochs);
    ReportProgress(this->Report, this->Fraction);
  }

  void FinishEpoch(std::int64_t epoch, double rate, double gradientNorm)
  {
    this->Network->SetTraining(false);
    const torch::NoGradGuard noGradient;
    const auto train = this->Evaluate(this->TrainBatches);
    const auto test = this->Evaluate(this->TestBatches);
    this->Result.Epochs.push_back(
      { epoch, train.Loss, train.Accuracy, test.Loss, test.Accuracy, rate, gradientNorm });
    if (epoch % this->Options.EpochsPerCheckpoint == 0 || epoch == this->Options.Epochs)
    {
      this->Save("epoch", 4, epoch);
    }
  }

  LossValue Evaluate(const std::vector<Batch>& batches)
  {
    this->Network->BeginPass();
    const auto losses = [this](const Batch& batch)
    {
      const GpuPrecision precision(Precision::NetworksOwn, this->Device);
      return SampleLosses(this->Options.Loss, *this->Network, batch);
    };
    return EvaluateLoss(losses, batches, [this] { return this->KeepsGoing(); });
  }

  void Save(const char* kind, int digits, std::int64_t number)
  {
    if (this->Options.OutputDirectory.empty())
    {
      return;
    }
    char name[48];
    std::snprintf(name, sizeof(name), "%s_%0*lld.pt", kind, digits, static_cast<long long>(number));
    const auto path = (std::filesystem::path(this->Options.OutputDirectory) / name).string();
    WriteWeights(*this->Network, path);
    this->Result.Checkpoints.push_back(path);
  }

  const TrainingOptions& Options;
  const Progress& Report;
  torch::Device Device;
  std::shared_ptr<const Dataset> TrainData;
  std::shared_ptr<const Dataset> TestData;
  std::unique_ptr<NetworkModule> Network;
  std::optional<ShuffledBatches> Batches;
  std::vector<Batch> TrainBatches;
  std::vector<Batch> TestBatches;
  std::int64_t Steps = 0;
  double Fraction = 0.0;
  TrainingResult Result;
};

} // namespace

TrainingResult Train(const TrainingOptions& options, const Progress& progress)
{
  CheckOptions(options);
  return TranslateTorchErrors("training failed", NetworkLabel(options.Network),
    [&]
    {
      const SeededTorch seeded(options.Seed);
      return Run(options, progress).Train();
    });
}

std::string TrainingRecipe(const TrainingOptions& options)
{
  Json recipe = { { "source", "Train Network" } };
  recipe.update(OptionsToJson(options));
  recipe["versions"] = VersionsRecipe();
  return JsonText(recipe, 2);
}

} // namespace losslandscape
