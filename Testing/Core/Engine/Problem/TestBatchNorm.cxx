// SPDX-License-Identifier: BSD-3-Clause
// Truth: Testing/Python/reference/make_batch_norm.py, in double precision.
#include "Testing/Core/Engine/NetworkTesting.h"

#include "Core/Engine/Evaluation/EvaluationKey.h"
#include "Core/Engine/Evaluation/LandscapeRecipe.h"
#include "Core/Engine/Evaluation/Trajectory.h"
#include "Core/Engine/Plane/PlaneInternals.h"
#include "Core/Engine/Problem/LossEvaluator.h"
#include "Core/Engine/Problem/NormStatistics.h"
#include "Core/Engine/Problem/ProblemInternals.h"
#include "Core/Engine/Torch/DenseTensor.h"
#include "Core/Engine/Torch/ThreadControl.h"
#include "Core/Files/NumPy/Npz.h"

#include <cmath>
#include <map>
#include <nlohmann/json.hpp>
#include <set>

using namespace losslandscape;

namespace
{

std::string File(const std::string& name)
{
  return Reference("batch_norm/" + name);
}

ProblemOptions OptionsOf(const std::string& network, BatchNormMode mode)
{
  ProblemOptions options;
  options.Data.Kind = DatasetKind::TensorFile;
  options.Data.Path = File("data.npz");
  options.Device = "cpu";
  options.BatchSize = 16;
  options.BatchNorm.Mode = mode;
  options.Network.NetworkFile = File(network + "_scripted.pt");
  return options;
}

/// The built-in network of the same weights, which has fused kernels.
ProblemOptions BuiltIn(BatchNormMode mode)
{
  ProblemOptions options = OptionsOf("resnet8-noskip", mode);
  options.Network.NetworkFile.clear();
  options.Network.Architecture = "resnet8-noskip";
  options.Network.WeightsFile = File("resnet8-noskip_state_dict.pt");
  return options;
}

Plane PlaneOf(const std::string& network, const ProblemOptions& options)
{
  DirectionOptions directions;
  directions.Method = DirectionMethod::File;
  directions.Files = { File(network + "_direction1.pt"), File(network + "_direction2.pt") };
  return Plane(std::make_shared<const Problem>(options), 2, directions);
}

const std::map<std::string, std::vector<double>>& Truth()
{
  static const auto truth = []
  {
    std::map<std::string, std::vector<double>> arrays;
    for (const auto& [name, array] : ReadNpz(File("losses.npz")))
    {
      arrays[name] = array.ToDouble();
    }
    return arrays;
  }();
  return truth;
}

std::array<double, 3> TruePoint(std::int64_t point)
{
  const auto& points = Truth().at("points");
  return { points[2 * point], points[2 * point + 1], 0.0 };
}

/// The values at the points of the truth.
std::vector<LossValue> Evaluate(const Plane& plane, int threads = 2)
{
  std::vector<LossValue> values(Truth().at("points").size() / 2);
  EvaluatePoints(plane, { static_cast<std::int64_t>(values.size()), TruePoint }, threads,
    [&](std::int64_t point, const LossValue& value) { values[point] = value; });
  return values;
}

double CentreLoss(const ProblemOptions& options)
{
  return Evaluate(Plane(std::make_shared<const Problem>(options), 1, {}))[0].Loss;
}

void ExpectTruth(const std::string& network, const std::string& mode, const ProblemOptions& options)
{
  SCOPED_TRACE(network + ", " + mode);
  const auto values = Evaluate(PlaneOf(network, options));
  const auto& losses = Truth().at(network + "_" + mode + "_loss");
  const auto& errors = Truth().at(network + "_" + mode + "_loss_standard_error");
  const auto& accuracies = Truth().at(network + "_" + mode + "_accuracy");
  for (std::size_t i = 0; i < values.size(); ++i)
  {
    EXPECT_NEAR(values[i].Loss / losses[i], 1.0, 5e-6) << i;
    EXPECT_NEAR(values[i].StandardError / errors[i], 1.0, 5e-5) << i;
    EXPECT_NEAR(values[i].Accuracy, 100.0 * accuracies[i], 1e-9) << i;
  }
}

const std::map<std::string, BatchNormMode> Modes = { { "stored", BatchNormMode::Stored },
  { "recalibrated", BatchNormMode::Recalibrated }, { "batch", BatchNormMode::Batch } };

bool SameBits(const std::vector<LossValue>& a, const std::vector<LossValue>& b)
{
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
    [](const LossValue& x, const LossValue& y)
    { return x.Loss == y.Loss && x.Accuracy == y.Accuracy && x.StandardError == y.StandardError; });
}

std::string ErrorOf(const ProblemOptions& options)
{
  return ErrorText([&] { Problem problem(options); });
}

} // namespace

TEST(BatchNorm, ScriptedNetworksHaveTheReferencesLosses)
{
  for (const std::string network : { "resnet8-noskip", "mixed", "shared" })
  {
    for (const auto& [name, mode] : Modes)
    {
      ExpectTruth(network, name, OptionsOf(network, mode));
    }
  }
}

TEST(BatchNorm, BuiltInNetworksHaveTheReferencesLosses)
{
  for (const auto& [name, mode] : Modes)
  {
    ExpectTruth("resnet8-noskip", name, BuiltIn(mode));
  }
}

TEST(BatchNorm, BatchesOfDataSortedByClassHoldAllClasses)
{
  for (const auto* name : { "recalibrated", "batch" })
  {
    ProblemOptions options = OptionsOf("mixed", Modes.at(name));
    options.Data.Path = File("sorted.npz");
    ExpectTruth("mixed", std::string("sorted_") + name, options);
  }
}

TEST(BatchNorm, AModulesOwnLossIsInItsMode)
{
  // The mean over outputs of the squared difference, of ten outputs.
  for (const auto& [name, mode] : Modes)
  {
    SCOPED_TRACE(name);
    ProblemOptions objective = OptionsOf("mixed", mode);
    objective.Network.NetworkFile = File("objective_scripted.pt");
    objective.Loss = LossKind::NetworkOutput;
    ProblemOptions outputs = OptionsOf("mixed", mode);
    outputs.Loss = LossKind::MeanSquaredError;
    EXPECT_NEAR(CentreLoss(objective) / CentreLoss(outputs), 10.0, 1e-5);
  }
}

TEST(BatchNorm, ThreadsAndEarlierPointsDoNotChangeABit)
{
  for (const auto mode : { BatchNormMode::Recalibrated, BatchNormMode::Batch })
  {
    for (const ProblemOptions& options : { BuiltIn(mode), OptionsOf("mixed", mode) })
    {
      const Plane plane =
        PlaneOf(options.Network.NetworkFile.empty() ? "resnet8-noskip" : "mixed", options);
      const auto one = Evaluate(plane, 1);
      EXPECT_TRUE(SameBits(one, Evaluate(plane, 4)));
      for (std::size_t i = 0; i < one.size(); ++i)
      {
        EvaluatePoints(plane, { 1, [&](std::int64_t) { return TruePoint(i); } }, 1,
          [&](std::int64_t, const LossValue& value)
          { EXPECT_TRUE(SameBits({ value }, { one[i] })); });
      }
    }
  }
}

TEST(BatchNorm, TheProblemsNetworkStaysAsItIs)
{
  for (const auto mode : { BatchNormMode::Recalibrated, BatchNormMode::Batch })
  {
    const Plane plane = PlaneOf("mixed", OptionsOf("mixed", mode));
    const auto& network = *plane.GetProblem().GetInternals().Network;
    EXPECT_EQ(HashTensors(network.State()), plane.GetProblem().WeightsHash());
    Evaluate(plane);
    EXPECT_EQ(HashTensors(network.State()), plane.GetProblem().WeightsHash());
  }
}

TEST(BatchNorm, AnAbortedPointLeavesNoTrace)
{
  const Plane plane = PlaneOf("mixed", OptionsOf("mixed", BatchNormMode::Recalibrated));
  const auto whole = Evaluate(plane, 1);
  // Bits are those of workers, which compute in one thread each.
  const TorchThreads oneThread(1);
  LossEvaluator evaluator(plane.GetProblem(), plane.GetInternals().Moves);
  int batches = 2;
  EXPECT_THROW(evaluator.Evaluate(TruePoint(1), [&] { return --batches >= 0; }), Aborted);
  EXPECT_TRUE(SameBits({ evaluator.Evaluate(TruePoint(2)) }, { whole[2] }));
}

TEST(BatchNorm, EveryAbortIsAnsweredBetweenTwoBatches)
{
  // Four batches to recalibrate, four to evaluate.
  const Plane plane = PlaneOf("mixed", OptionsOf("mixed", BatchNormMode::Recalibrated));
  int questions = 0;
  LossEvaluator(plane.GetProblem(), plane.GetInternals().Moves)
    .Evaluate(TruePoint(1),
      [&]
      {
        ++questions;
        return true;
      });
  EXPECT_EQ(questions, 8);
}

TEST(BatchNorm, RecalibratedDoesNotDependOnStoredStatistics)
{
  const auto altered = AlteredCheckpoint(File("mixed_state_dict.pt"), "norm_altered.pt",
    [](const std::string& name, DenseArray& array)
    {
      if (name.find("running_") != std::string::npos)
      {
        array = DenseArray::FromFloat(array.Shape, std::vector<float>(array.ElementCount(), 3.0F));
      }
    });
  for (const auto& [name, mode] : Modes)
  {
    SCOPED_TRACE(name);
    ProblemOptions other = OptionsOf("mixed", mode);
    other.Network.WeightsFile = altered;
    EXPECT_EQ(
      CentreLoss(other) == CentreLoss(OptionsOf("mixed", mode)), mode != BatchNormMode::Stored);
  }
}

TEST(BatchNorm, ListsOfTensorsHaveTheReferencesLosses)
{
  for (const auto& [name, mode] : Modes)
  {
    ProblemOptions options = BuiltIn(mode);
    options.Network.WeightsFile = File("resnet8-noskip_entries.pt");
    ExpectTruth("resnet8-noskip", name, options);
    options = OptionsOf("resnet8-noskip", mode);
    options.Network.WeightsFile = File("resnet8-noskip_parameters.pt");
    ExpectTruth("resnet8-noskip", name, options);
  }
}

TEST(BatchNorm, ABuiltInNetworkHasNoStatisticsForAListOfParameters)
{
  ProblemOptions options = BuiltIn(BatchNormMode::Stored);
  options.Network.WeightsFile = File("resnet8-noskip_parameters.pt");
  const auto text = ErrorOf(options);
  ExpectContains(text, options.Network.WeightsFile);
  ExpectContains(text, "no running statistics");
  ExpectContains(text, "BatchNorm = Recalibrated");
  options.BatchNorm.Mode = BatchNormMode::Recalibrated;
  ExpectTruth("resnet8-noskip", "recalibrated", options);
}

TEST(BatchNorm, RescalingAFilterIsInvisibleOnceStatisticsFollow)
{
  const auto rescaled = AlteredCheckpoint(File("resnet8-noskip_state_dict.pt"), "norm_scaled.pt",
    [](const std::string& name, DenseArray& array)
    {
      if (name == "layer1.0.conv1.weight")
      {
        std::vector<float> values;
        for (const double value : array.ToDouble())
        {
          values.push_back(static_cast<float>(4.0 * value));
        }
        array = DenseArray::FromFloat(array.Shape, values);
      }
    });
  for (const auto& [name, mode] : Modes)
  {
    SCOPED_TRACE(name);
    ProblemOptions other = BuiltIn(mode);
    other.Network.WeightsFile = rescaled;
    const double ratio = CentreLoss(other) / CentreLoss(BuiltIn(mode));
    // Up to epsilon = 1e-5 beside variances of order 1.
    EXPECT_EQ(std::abs(ratio - 1.0) < 1e-4, mode != BatchNormMode::Stored) << ratio;
  }
}

TEST(BatchNorm, StatisticsOfASubsetAreThoseOfItsSamples)
{
  ProblemOptions options = OptionsOf("mixed", BatchNormMode::Recalibrated);
  options.BatchNorm.RecalibrationSamples = 20;
  options.Data.SampleSeed = 3;
  const Problem problem(options);
  ASSERT_EQ(problem.RecalibrationSamples().size(), 20u);
  EXPECT_EQ(std::set<std::int64_t>(
              problem.RecalibrationSamples().begin(), problem.RecalibrationSamples().end())
              .size(),
    20u);

  const TorchThreads oneThread(1);
  const auto& internals = problem.GetInternals();
  const Batch all = MakeBatches(problem.Data(), 50, torch::kCPU, {}).front();
  const auto chosen = torch::tensor(problem.RecalibrationSamples());
  const torch::NoGradGuard noGradient;
  const auto network = internals.Network->Clone();
  EstimateStatistics(*network, LossKind::CrossEntropy,
    { ChooseSamples(all, chosen.slice(0, 0, 16)), ChooseSamples(all, chosen.slice(0, 16)) });
  NamedArrays state;
  for (const auto& [name, tensor] : network->State())
  {
    state.emplace_back(name, ToDenseArray(tensor));
  }
  ProblemOptions stored = OptionsOf("mixed", BatchNormMode::Stored);
  stored.Network.WeightsFile = TestOutput("norm_subset.pt");
  WriteCheckpoint(stored.Network.WeightsFile, state);
  EXPECT_DOUBLE_EQ(CentreLoss(options), CentreLoss(stored));

  ProblemOptions otherSeed = options;
  otherSeed.Data.SampleSeed = 4;
  EXPECT_NE(CentreLoss(otherSeed), CentreLoss(options));
}

TEST(BatchNorm, ZeroAndTooManySamplesAreAllOfThem)
{
  ProblemOptions options = OptionsOf("mixed", BatchNormMode::Recalibrated);
  const double all = CentreLoss(options);
  for (const std::int64_t count : { 0, 50, 51 })
  {
    options.BatchNorm.RecalibrationSamples = count;
    EXPECT_EQ(CentreLoss(options), all) << count;
    EXPECT_EQ(Problem(options).RecalibrationSamples().size(), 50u) << count;
  }
  options.BatchNorm.RecalibrationSamples = -1;
  ExpectContains(ErrorOf(options), "negative");
}

TEST(BatchNorm, TracedNetworksAreRefusedSayingWhichLayer)
{
  ProblemOptions stored = OptionsOf("mixed", BatchNormMode::Stored);
  stored.Network.NetworkFile = File("mixed_traced.pt");
  EXPECT_NEAR(CentreLoss(stored) / Truth().at("mixed_stored_loss")[0], 1.0, 5e-6);
  for (const auto mode : { BatchNormMode::Recalibrated, BatchNormMode::Batch })
  {
    ProblemOptions options = stored;
    options.BatchNorm.Mode = mode;
    const std::string error = ErrorOf(options);
    ExpectContains(error, "mixed_traced.pt, layer 'bn1'");
    ExpectContains(error, "stored statistics in training as well");
    ExpectContains(error, "torch.jit.script");
  }
}

TEST(BatchNorm, NetworksTracedInTrainingFollowTheMode)
{
  ProblemOptions options = OptionsOf("mixed", BatchNormMode::Batch);
  options.Network.NetworkFile = File("mixed_traced_training.pt");
  EXPECT_NEAR(CentreLoss(options) / Truth().at("mixed_batch_loss")[0], 1.0, 5e-6);
  options.BatchNorm.Mode = BatchNormMode::Stored;
  for (const std::int64_t batchSize : { 0, 5, 16 })
  {
    options.BatchSize = batchSize;
    EXPECT_NEAR(CentreLoss(options) / Truth().at("mixed_stored_loss")[0], 1.0, 5e-6) << batchSize;
  }
  options.BatchNorm.Mode = BatchNormMode::Recalibrated;
  ExpectContains(ErrorOf(options), "counts batches in evaluation as well");
}

TEST(BatchNorm, ABatchOfOneSampleHasNoStatistics)
{
  for (const auto mode : { BatchNormMode::Recalibrated, BatchNormMode::Batch })
  {
    ProblemOptions options = OptionsOf("mixed", mode);
    options.BatchSize = 7; // leaves one of 50
    ExpectContains(ErrorOf(options), "a batch of one sample cannot be normalised");
  }
}

TEST(BatchNorm, ModesChangeNothingWithoutSuchLayers)
{
  ProblemOptions options;
  options.Network.Architecture = "mlp";
  options.Network.HiddenWidths = { 32, 16 };
  options.Network.WeightsFile = Reference("mlp/state_dict.pt");
  options.Data.Kind = DatasetKind::TensorFile;
  options.Data.Path = Reference("mlp/data.npz");
  options.Device = "cpu";
  const Plane stored(std::make_shared<const Problem>(options), 2, {});
  for (const auto mode : { BatchNormMode::Recalibrated, BatchNormMode::Batch })
  {
    options.BatchNorm.Mode = mode;
    const Plane plane(std::make_shared<const Problem>(options), 2, {});
    EXPECT_EQ(plane.GetProblem().BatchNorm(), BatchNormMode::Stored);
    EXPECT_EQ(EvaluationKey(plane), EvaluationKey(stored));
    EXPECT_TRUE(SameBits(Evaluate(plane), Evaluate(stored)));
  }
}

TEST(BatchNorm, ATrajectorysLossesAreInTheSameMode)
{
  const auto checkpoint = File("resnet8-noskip_state_dict.pt");
  for (const auto& [name, mode] : Modes)
  {
    SCOPED_TRACE(name);
    DirectionOptions directions;
    directions.CheckpointFiles = { checkpoint };
    const Plane plane(std::make_shared<const Problem>(BuiltIn(mode)), 2, directions);
    auto trajectory = ProjectCheckpoints(plane);
    EvaluationStore nowhere;
    EvaluateTrajectory(nowhere, plane, 1, trajectory);
    const double truth = Truth().at("resnet8-noskip_" + name + "_loss")[0];
    EXPECT_NEAR(trajectory[0].Own.Loss / truth, 1.0, 5e-6);
    EXPECT_NEAR(trajectory[0].PlaneLoss / truth, 1.0, 5e-6);
  }
}

TEST(BatchNorm, AMovedPlaneIsInTheSameMode)
{
  for (const auto& [name, mode] : Modes)
  {
    SCOPED_TRACE(name);
    const auto origin = BuiltIn(mode);
    ProblemOptions elsewhere = origin;
    elsewhere.Network.WeightsFile = Reference("resnet8-noskip/state_dict.pt");
    const Plane plane = PlaneOf("resnet8-noskip", elsewhere);
    const Plane moved(
      plane, std::make_shared<const Problem>(plane.GetProblem(), origin.Network.WeightsFile));
    EXPECT_TRUE(SameBits(Evaluate(moved), Evaluate(PlaneOf("resnet8-noskip", origin))));
  }
}

TEST(BatchNorm, KeysTellWhateverChangesAValue)
{
  std::set<std::string> keys;
  std::set<double> losses;
  const auto differs = [&](const ProblemOptions& options)
  {
    const Plane plane(std::make_shared<const Problem>(options), 1, {});
    const bool newKey = keys.insert(EvaluationKey(plane)).second;
    const bool newLoss = losses.insert(Evaluate(plane)[1].Loss).second;
    EXPECT_EQ(newKey, newLoss);
    return newKey;
  };
  for (const auto& [name, mode] : Modes)
  {
    EXPECT_TRUE(differs(BuiltIn(mode))) << name;
  }
  ProblemOptions options = BuiltIn(BatchNormMode::Recalibrated);
  options.Data.SampleSeed = 1;
  EXPECT_FALSE(differs(options)) << "seed of all samples";
  options.BatchNorm.RecalibrationSamples = 20;
  EXPECT_TRUE(differs(options)) << "number of samples";
  options.Data.SampleSeed = 2;
  EXPECT_TRUE(differs(options)) << "seed of some samples";
  options.BatchSize = 10;
  EXPECT_TRUE(differs(options)) << "batch size";
}

TEST(BatchNorm, RecipesTellModeAndSamples)
{
  const auto recipeOf = [](const ProblemOptions& options)
  {
    const Plane plane(std::make_shared<const Problem>(options), 1, {});
    return nlohmann::json::parse(
      LandscapeRecipe(plane, Grid(1, { 3, 1, 1 }, { -1, 1, 0, 0, 0, 0 })));
  };
  EXPECT_EQ(recipeOf(BuiltIn(BatchNormMode::Stored)).at("batch_norm"), "Stored");
  const auto batch = recipeOf(BuiltIn(BatchNormMode::Batch));
  EXPECT_EQ(batch.at("batch_norm"), "Batch");
  EXPECT_EQ(batch.at("batch_size"), 16);
  EXPECT_FALSE(batch.contains("batch_norm_samples"));

  ProblemOptions options = BuiltIn(BatchNormMode::Recalibrated);
  options.BatchNorm.RecalibrationSamples = 20;
  options.Data.SampleSeed = 5;
  const auto recipe = recipeOf(options);
  EXPECT_EQ(recipe.at("batch_norm"), "Recalibrated");
  const auto& samples = recipe.at("batch_norm_samples");
  EXPECT_EQ(samples.at("samples"), 20);
  EXPECT_EQ(samples.at("sample_seed"), 5);
  EXPECT_EQ(samples.at("indices_sha256").get<std::string>().size(), 64u);
}
