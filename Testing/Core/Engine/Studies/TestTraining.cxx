// SPDX-License-Identifier: BSD-3-Clause
#include "Testing/Core/Engine/NetworkTesting.h"

#include "Core/Common/Random.h"
#include "Core/Engine/Network/NetworkLoading.h"
#include "Core/Engine/Network/Zoo/BuiltInNetwork.h"
#include "Core/Engine/Plane/DirectionSet.h"
#include "Core/Engine/Studies/Training/Training.h"
#include "Core/Engine/Studies/Training/TrainingSteps.h"
#include "Core/Files/Checkpoints/Checkpoint.h"

#include <torch/cuda.h>

#include <cmath>
#include <filesystem>

using namespace losslandscape;
namespace fs = std::filesystem;

namespace
{

std::string FreshFolder(const std::string& name)
{
  const auto path = TestOutput(name);
  fs::remove_all(path);
  return path;
}

TrainingOptions SpiralTraining()
{
  TrainingOptions options;
  options.Network.Architecture = "mlp";
  options.Network.HiddenWidths = { 32, 32 };
  options.Data.Kind = DatasetKind::Spirals;
  options.Optimizer = Optimizer::Adam;
  options.LearningRate.Initial = 0.01;
  options.WeightDecay = 0.0;
  options.Epochs = 40;
  options.BatchSize = 50;
  options.Device = "cpu";
  options.Threads = 1;
  return options;
}

std::string TrainingError(const TrainingOptions& options)
{
  return ErrorText([&] { Train(options); });
}

} // namespace

TEST(LearningRate, FollowsItsSchedule)
{
  LearningRateOptions options;
  options.Initial = 0.8;
  EXPECT_EQ(LearningRateAt(options, 7, 10), 0.8);
  options.Schedule = LearningRateSchedule::Steps;
  options.Milestones = { 2, 4 };
  options.Factor = 0.5;
  EXPECT_EQ(LearningRateAt(options, 1, 10), 0.8);
  EXPECT_EQ(LearningRateAt(options, 2, 10), 0.4);
  EXPECT_EQ(LearningRateAt(options, 9, 10), 0.2);
  options.Schedule = LearningRateSchedule::Cosine;
  EXPECT_EQ(LearningRateAt(options, 0, 10), 0.8);
  EXPECT_NEAR(LearningRateAt(options, 5, 10), 0.4, 1e-15);
}

TEST(Training, LearnsTheSpirals)
{
  const auto result = Train(SpiralTraining());
  ASSERT_EQ(result.Epochs.size(), 41u);
  EXPECT_LT(result.Epochs.front().TrainAccuracy, 80.0);
  EXPECT_GT(result.Epochs.back().TrainAccuracy, 95.0);
  EXPECT_GT(result.Epochs.back().TestAccuracy, 95.0);
  EXPECT_TRUE(std::isnan(result.Epochs.front().LearningRate));
  EXPECT_GT(result.Epochs.back().GradientNorm, 0.0);
  EXPECT_TRUE(result.Checkpoints.empty());
}

TEST(Training, RepeatsItselfAndDependsOnTheSeed)
{
  auto options = SpiralTraining();
  options.Epochs = 3;
  const auto first = Train(options).Epochs.back().TrainLoss;
  EXPECT_EQ(Train(options).Epochs.back().TrainLoss, first);
  options.Seed = 1;
  EXPECT_NE(Train(options).Epochs.back().TrainLoss, first);
}

// Weights drawn from a direction's own numbers would make that direction point at the origin.
TEST(Training, InitialWeightsAreIndependentOfDirectionsOfTheSameSeed)
{
  auto options = SpiralTraining();
  options.Network.HiddenWidths = { 200, 200 };
  options.Epochs = 1;
  options.Seed = 7;
  options.OutputDirectory = FreshFolder("initial");
  Train(options);
  const auto network = MakeBuiltInNetwork({ "mlp", { 200, 200 }, { 2 }, 2 });
  const auto start = options.OutputDirectory + "/epoch_0000.pt";
  network->Assign(ReadWeights(start), start);
  DirectionOptions directions;
  directions.Seed = 7;
  directions.Normalization = Normalization::None;
  const auto axes = RandomDirections(*network, 3, directions);
  for (const auto& axis : axes)
  {
    EXPECT_LT(std::fabs(Cosine(axis, WeightsOf(*network))), 0.03);
  }
}

TEST(Training, LastRowIsTheLandscapesCentre)
{
  auto options = SpiralTraining();
  options.Epochs = 2;
  options.OutputDirectory = FreshFolder("centre_run");
  const auto result = Train(options);
  ProblemOptions problem;
  problem.Network = options.Network;
  problem.Network.WeightsFile = result.Checkpoints.back();
  problem.Data = options.Data;
  problem.Device = "cpu";
  const Plane plane(std::make_shared<const Problem>(problem), 1, {});
  const auto centre = EvaluateAll(plane, Grid(1, { 1, 1, 1 }, { -1, 1, 0, 0, 0, 0 }));
  EXPECT_NEAR(centre.Loss[0], result.Epochs.back().TrainLoss, 1e-6);
  EXPECT_NEAR(centre.Accuracy[0], result.Epochs.back().TrainAccuracy, 1e-9);
}

TEST(Training, WritesCheckpointsPerEpochAndPerStep)
{
  auto options = SpiralTraining();
  options.Epochs = 5;
  options.BatchSize = 500;
  options.EpochsPerCheckpoint = 2;
  options.StepsPerCheckpoint = 4;
  options.OutputDirectory = FreshFolder("checkpoints");
  Train(options);
  std::vector<std::string> names;
  for (const auto& entry : fs::directory_iterator(options.OutputDirectory))
  {
    names.push_back(entry.path().filename().string());
  }
  std::sort(names.begin(), names.end());
  const std::vector<std::string> expected = { "epoch_0000.pt", "epoch_0002.pt", "epoch_0004.pt",
    "epoch_0005.pt", "step_000004.pt", "step_000008.pt" };
  EXPECT_EQ(names, expected);
}

// One full-batch step of plain SGD from known weights, against the closed form: a linear model
// (mlp without hidden layers) at zero weights has gradient mean((1/2 - y_c) x) for class c.
TEST(Training, OneStepOfGradientDescentIsTheClosedForm)
{
  TrainingOptions options = SpiralTraining();
  options.Network.HiddenWidths.clear();
  options.Network.WeightsFile = TestOutput("linear.pt");
  WriteCheckpoint(options.Network.WeightsFile,
    { { "layers.0.weight", DenseArray::FromFloat({ 2, 2 }, std::vector<float>(4)) },
      { "layers.0.bias", DenseArray::FromFloat({ 2 }, std::vector<float>(2)) } });
  options.Optimizer = Optimizer::SGD;
  options.Momentum = 0.0;
  options.LearningRate.Initial = 0.25;
  options.Epochs = 1;
  options.BatchSize = 1 << 20;
  options.OutputDirectory = FreshFolder("one_step");
  const auto result = Train(options);
  const auto weight = ReadCheckpoint(result.Checkpoints.back()).Tensors.at(0).second.ToDouble();

  const auto data = LoadDataset(options.Data);
  double expected[4] = {};
  for (std::int64_t n = 0; n < data->NumberOfSamples; ++n)
  {
    for (int c = 0; c < 2; ++c)
    {
      for (int f = 0; f < 2; ++f)
      {
        const double gradient = (0.5 - (data->Labels[n] == c)) * data->Inputs[2 * n + f];
        expected[2 * c + f] -= 0.25 * gradient / static_cast<double>(data->NumberOfSamples);
      }
    }
  }
  for (int i = 0; i < 4; ++i)
  {
    EXPECT_NEAR(weight[i], expected[i], 1e-6);
  }
}

TEST(Training, StopsWhenAskedAndKeepsWhatIsWritten)
{
  auto options = SpiralTraining();
  options.OutputDirectory = FreshFolder("aborted");
  EXPECT_THROW(Train(options, [](double fraction) { return fraction < 0.3; }), Aborted);
  EXPECT_TRUE(fs::exists(options.OutputDirectory + "/epoch_0010.pt"));
  EXPECT_FALSE(fs::exists(options.OutputDirectory + "/epoch_0040.pt"));
}

TEST(Training, NamesUnusableOptions)
{
  auto options = SpiralTraining();
  options.Epochs = 0;
  ExpectContains(TrainingError(options), "Epochs");
  options = SpiralTraining();
  options.LearningRate.Initial = -1.0;
  ExpectContains(TrainingError(options), "LearningRate");
  options = SpiralTraining();
  options.BatchSize = 0;
  ExpectContains(TrainingError(options), "BatchSize");
  options = SpiralTraining();
  options.OutputDirectory = "/proc/no/folder/here";
  ExpectContains(TrainingError(options), "/proc/no/folder/here");
}

TEST(SeededTorch, SeedsAllGeneratorsAndPutsThemBack)
{
  std::vector<at::Generator> generators;
  std::vector<torch::Tensor> next;
  for (const std::uint64_t seed : { 11u, 12u })
  {
    generators.push_back(at::detail::createCPUGenerator(seed));
    next.push_back(torch::rand({ 5 }, at::detail::createCPUGenerator(seed)));
  }
  {
    const SeededTorch seeded(7, generators);
    const auto expected = torch::rand({ 5 }, at::detail::createCPUGenerator(7));
    for (const at::Generator& generator : generators)
    {
      EXPECT_TRUE(torch::rand({ 5 }, generator).equal(expected));
    }
  }
  for (std::size_t i = 0; i < generators.size(); ++i)
  {
    EXPECT_TRUE(torch::rand({ 5 }, generators[i]).equal(next[i]));
  }
}

TEST(SeededTorch, TakesTheGeneratorsOfAllDevices)
{
  const auto generators = GlobalGenerators();
  ASSERT_EQ(generators.size(), 1 + torch::cuda::device_count());
  EXPECT_EQ(generators.front(), at::detail::getDefaultCPUGenerator());
}

TEST(Augmentation, MovesPixelsAndInventsNone)
{
  Random random(2);
  const auto images = torch::arange(1, 1 + 6 * 3 * 8 * 8, torch::kFloat32).reshape({ 6, 3, 8, 8 });
  const auto augmented = FlipAndCrop(images, random);
  ASSERT_EQ(augmented.sizes(), images.sizes());
  EXPECT_FALSE(augmented.equal(images));
  for (int n = 0; n < 6; ++n)
  {
    const auto kept = augmented[n].masked_select(augmented[n] != 0);
    EXPECT_GE(kept.numel(), 3 * 7 * 7);
    EXPECT_TRUE(torch::isin(kept, images[n].flatten()).all().item<bool>());
    EXPECT_EQ(std::get<0>(torch::_unique(kept)).numel(), kept.numel());
  }
}
