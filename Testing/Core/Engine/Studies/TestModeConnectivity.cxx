// SPDX-License-Identifier: BSD-3-Clause
// Truth: closed forms, and Testing/Python/reference/make_connectivity.py.
#include "Testing/Core/Engine/NetworkTesting.h"

#include "Core/Common/Random.h"
#include "Core/Engine/Studies/Connectivity/BezierPath.h"
#include "Core/Engine/Studies/Connectivity/ModeConnectivity.h"
#include "Core/Engine/Studies/Training/LearningRate.h"
#include "Core/Engine/Studies/Training/Training.h"
#include "Core/Files/NumPy/Npz.h"

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <limits>
#include <map>
#include <nlohmann/json.hpp>

using namespace losslandscape;

namespace
{

/// Trained, not kept.
Bend TrainBend(const Modes& modes, const BendOptions& options, const Progress& progress = {})
{
  EvaluationStore nowhere;
  return TrainBend(nowhere, modes, options, progress);
}

BezierPath EvaluatePath(
  const Modes& modes, const Bend& bend, const PathOptions& options, int threads)
{
  EvaluationStore nowhere;
  return EvaluatePath(nowhere, modes, bend, options, threads);
}

std::string File(const std::string& name)
{
  return Reference("connectivity/" + name);
}

std::vector<double> Truth(const std::string& network, const std::string& name)
{
  for (const auto& [entry, array] : ReadNpz(File(network + ".npz")))
  {
    if (entry == name)
    {
      return array.ToDouble();
    }
  }
  ADD_FAILURE() << "no array " << name;
  return {};
}

/// A module that returns a loss of its few weights.
ProblemOptions OptionsOf(const std::string& network)
{
  ProblemOptions options;
  options.Network.NetworkFile = File(network + ".pt");
  options.Network.WeightsFile = File(network + "_first.pt");
  options.Data.Kind = DatasetKind::TensorFile;
  options.Data.Path = File("data.npz");
  options.Loss = LossKind::NetworkOutput;
  options.Device = "cpu";
  return options;
}

Modes ModesOf(const std::string& network)
{
  return LoadModes(OptionsOf(network), File(network + "_second.pt"));
}

BendOptions LongTraining()
{
  BendOptions options;
  options.LearningRate.Initial = 0.05;
  options.Epochs = 150;
  options.BatchSize = 2;
  options.Threads = 1;
  return options;
}

/// The control point itself.
std::vector<double> WeightsOfBend(const Bend& bend)
{
  const auto path = TestOutput("bend.pt");
  WriteBend(bend, path);
  return ReadCheckpoint(path).Tensors.at(0).second.ToDouble();
}

/// Checkpoints of two trainings of one network from different initial values.
std::pair<std::string, std::string> TrainEnds(TrainingOptions options)
{
  std::vector<std::string> files;
  for (const std::uint64_t seed : { 1, 2 })
  {
    options.Seed = seed;
    options.OutputDirectory = TestOutput("run" + std::to_string(seed));
    options.EpochsPerCheckpoint = options.Epochs;
    files.push_back(Train(options).Checkpoints.back());
  }
  return { files[0], files[1] };
}

TrainingOptions Spirals()
{
  TrainingOptions options;
  options.Network.Architecture = "mlp";
  options.Network.HiddenWidths = { 24, 24 };
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

TrainingOptions Digits()
{
  TrainingOptions options;
  options.Network.Architecture = "resnet8";
  options.Data.NumberOfSamples = 60;
  options.Epochs = 2;
  options.BatchSize = 20;
  options.Device = "cpu";
  options.Threads = 1;
  return options;
}

ProblemOptions ProblemOf(const TrainingOptions& training, const std::string& weights)
{
  ProblemOptions options;
  options.Network = training.Network;
  options.Network.WeightsFile = weights;
  options.Data = training.Data;
  options.Device = "cpu";
  options.BatchNorm.Mode = BatchNormMode::Recalibrated;
  return options;
}

BendOptions ShortTraining()
{
  BendOptions options;
  options.Epochs = 2;
  options.BatchSize = 25;
  options.Threads = 1;
  return options;
}

std::vector<double> LossesOf(const std::vector<PathPoint>& points)
{
  std::vector<double> losses;
  std::transform(points.begin(), points.end(), std::back_inserter(losses),
    [](const PathPoint& point) { return point.Value.Loss; });
  return losses;
}

std::string LoadingError(const ProblemOptions& options, const std::string& second)
{
  return ErrorText([&] { LoadModes(options, second); });
}

std::string TrainingError(const BendOptions& options)
{
  return ErrorText([&] { TrainBend(ModesOf("ring"), options); });
}

} // namespace

TEST(LearningRate, DecaysAsGaripovEtAlLetIt)
{
  LearningRateOptions options;
  options.Initial = 2.0;
  options.Schedule = LearningRateSchedule::LinearDecay;
  EXPECT_EQ(LearningRateAt(options, 0, 100), 2.0);
  EXPECT_EQ(LearningRateAt(options, 50, 100), 2.0);
  EXPECT_NEAR(LearningRateAt(options, 70, 100), 2.0 * 0.505, 1e-12);
  EXPECT_NEAR(LearningRateAt(options, 90, 100), 0.02, 1e-12);
  EXPECT_NEAR(LearningRateAt(options, 99, 100), 0.02, 1e-12);
}

TEST(ModeConnectivity, OneStepIsTheClosedForm)
{
  BendOptions options;
  options.Epochs = 1;
  options.BatchSize = 1 << 20;
  options.Momentum = 0.0;
  options.LearningRate.Initial = 0.125;
  options.Seed = 5;
  const Bend bend = TrainBend(ModesOf("ring"), options);

  const double a[2] = { 1.0, 0.0 };
  const double b[2] = { std::cos(2.6), std::sin(2.6) };
  Random numbers(5);
  numbers.Permutation(64);
  const double t = numbers.Uniform();
  double w[2];
  for (int i = 0; i < 2; ++i)
  {
    w[i] = (1 - t) * (1 - t) * a[i] + t * (1 - t) * (a[i] + b[i]) + t * t * b[i];
  }
  const double excess = w[0] * w[0] + w[1] * w[1] - 1.0;
  const auto weights = WeightsOfBend(bend);
  for (int i = 0; i < 2; ++i)
  {
    const double gradient = 2.0 * t * (1.0 - t) * 4.0 * excess * w[i];
    EXPECT_NEAR(weights.at(i), 0.5 * (a[i] + b[i]) - 0.125 * gradient, 1e-14);
  }
  ASSERT_EQ(bend.Epochs.size(), 1u);
  EXPECT_EQ(bend.Epochs[0].Epoch, 1);
  EXPECT_EQ(bend.Epochs[0].LearningRate, 0.125);
  EXPECT_NEAR(bend.Epochs[0].TrainLoss, excess * excess, 1e-14);
}

TEST(ModeConnectivity, BendGoesRoundTheHill)
{
  const Modes modes = ModesOf("ring");
  const Bend bend = TrainBend(modes, LongTraining());
  const auto best = Truth("ring", "bend");
  const auto found = WeightsOfBend(bend);
  EXPECT_NEAR(found[0], best[0], 0.03);
  EXPECT_NEAR(found[1], best[1], 0.03);

  const BezierPath path = EvaluatePath(modes, bend, {}, 2);
  EXPECT_LT(path.CurveBarrier, 1.5 * Truth("ring", "curve_barrier")[0]);
  const auto line = Truth("ring", "line_loss");
  EXPECT_NEAR(path.LineBarrier, *std::max_element(line.begin(), line.end()), 1e-12);
  ASSERT_EQ(path.Line.size(), line.size());
  for (std::size_t i = 0; i < line.size(); ++i)
  {
    EXPECT_NEAR(path.Line[i].Value.Loss, line[i], 1e-12);
  }
  EXPECT_LT(bend.Epochs.back().TrainLoss, 0.05 * bend.Epochs.front().TrainLoss);
}

TEST(ModeConnectivity, BendOfAConvexLossIsTheClosedForm)
{
  const auto found = WeightsOfBend(TrainBend(ModesOf("bowl"), LongTraining()));
  const auto best = Truth("bowl", "bend");
  for (std::size_t i = 0; i < best.size(); ++i)
  {
    EXPECT_NEAR(found.at(i), best[i], 0.1) << i;
  }
}

TEST(ModeConnectivity, AStoredBendIsNotTrainedAgain)
{
  const auto file = TestOutput("bend.sqlite");
  std::filesystem::remove(file);
  const Modes modes = ModesOf("ring");
  BendOptions options = ShortTraining();
  const Bend truth = TrainBend(modes, options);
  const auto expectTrained = [&](std::int64_t trained)
  {
    EvaluationStore store(file);
    const Bend bend = TrainBend(store, modes, options);
    EXPECT_EQ(store.Use().PointsEvaluated, trained);
    EXPECT_EQ(store.Use().PointsFromCache, 1 - trained);
    return bend;
  };
  for (const std::int64_t trained : { 1, 0 })
  {
    const Bend bend = expectTrained(trained);
    EXPECT_EQ(WeightsOfBend(bend), WeightsOfBend(truth));
    ASSERT_EQ(bend.Epochs.size(), truth.Epochs.size());
    for (std::size_t i = 0; i < truth.Epochs.size(); ++i)
    {
      EXPECT_EQ(bend.Epochs[i].Epoch, truth.Epochs[i].Epoch);
      EXPECT_EQ(bend.Epochs[i].TrainLoss, truth.Epochs[i].TrainLoss);
      EXPECT_EQ(bend.Epochs[i].LearningRate, truth.Epochs[i].LearningRate);
    }
  }
  const auto other = TestOutput("kept_bend.sqlite");
  std::filesystem::remove(other);
  for (const std::int64_t kept : { 1, 0 })
  {
    EvaluationStore store(other);
    KeepBend(store, modes, options, truth);
    EXPECT_EQ(store.Use().PointsEvaluated, kept);
    EXPECT_EQ(WeightsOfBend(TrainBend(store, modes, options)), WeightsOfBend(truth));
    EXPECT_EQ(store.Use().PointsEvaluated, kept) << "nothing is trained";
  }
  options.Seed = 1;
  expectTrained(1);
  options.Epochs += 1;
  expectTrained(1);
  // The losses of the path are points of a plane.
  for (const std::int64_t evaluated : { 10, 0 })
  {
    EvaluationStore store(file);
    EvaluatePath(store, modes, truth, { 5, false }, 1);
    EXPECT_EQ(store.Use().PointsEvaluated, evaluated);
  }
}

TEST(ModeConnectivity, ExcessIsMeasuredFromBetweenTheEnds)
{
  const Modes modes = ModesOf("bowl");
  const Bend bend = TrainBend(modes, ShortTraining());
  const BezierPath path = EvaluatePath(modes, bend, { 11, false }, 1);
  for (const auto* points : { &path.Curve, &path.Line })
  {
    ASSERT_EQ(points->size(), 11u);
    const double first = points->front().Value.Loss;
    const double second = points->back().Value.Loss;
    EXPECT_GT(std::fabs(second - first), 0.1);
    EXPECT_EQ(points->front().Excess, 0.0);
    EXPECT_EQ(points->back().Excess, 0.0);
    for (int i = 0; i < 11; ++i)
    {
      EXPECT_DOUBLE_EQ(points->at(i).Parameter, 0.1 * i);
      EXPECT_NEAR(points->at(i).Excess,
        points->at(i).Value.Loss - (first + 0.1 * i * (second - first)), 1e-12);
    }
  }
  // A convex loss has no barrier on a line.
  EXPECT_EQ(path.LineBarrier, 0.0);
}

TEST(ModeConnectivity, CurveLiesOnTheLandscapeOfItsControlPoints)
{
  const auto training = Digits();
  const auto [first, second] = TrainEnds(training);
  const Modes modes = LoadModes(ProblemOf(training, first), second);
  const Bend bend = TrainBend(modes, ShortTraining());
  const auto file = TestOutput("bend.pt");
  WriteBend(bend, file);
  for (const bool orthogonalize : { false, true })
  {
    DirectionOptions directions;
    directions.Method = DirectionMethod::BetweenCheckpoints;
    directions.CheckpointFiles = { first, second, file };
    directions.Orthogonalize = orthogonalize;
    const Plane plane(std::make_shared<const Problem>(ProblemOf(training, first)), 2, directions);
    const BezierPath path = EvaluatePath(modes, bend, { 5, orthogonalize }, 2);
    EXPECT_EQ(path.Line[3].Coordinates, (std::array<double, 3>{ 0.75, 0.0, 0.0 }));
    EXPECT_EQ(path.Curve[2].Coordinates[1], 0.5);
    EXPECT_EQ(path.Curve[2].Coordinates[0] == 0.25, !orthogonalize);
    for (const auto& point : path.Curve)
    {
      const auto& at = point.Coordinates;
      const auto here =
        EvaluateAll(plane, Grid(2, { 2, 2, 1 }, { at[0], at[0] + 1, at[1], at[1] + 1, 0, 0 }));
      EXPECT_EQ(point.Value.Loss, here.Loss[0]) << point.Parameter;
      EXPECT_EQ(point.Value.Accuracy, here.Accuracy[0]) << point.Parameter;
    }
  }
}

// With orthogonal directions distances in the plane, times the directions' lengths, are those of
// the weights.
TEST(ModeConnectivity, OrthogonalCoordinatesKeepDistances)
{
  const Modes modes = ModesOf("ring");
  const Bend bend = TrainBend(modes, LongTraining());
  const auto p = WeightsOfBend(bend);
  const double toSecond = 2.0 * std::sin(1.3);
  // Of the unit vector along b - a: the bend's share along it, and its distance from the line.
  const double u[2] = { (std::cos(2.6) - 1.0) / toSecond, std::sin(2.6) / toSecond };
  const double along = (p[0] - 1.0) * u[0] + p[1] * u[1];
  const BezierPath path = EvaluatePath(modes, bend, { 3, true }, 1);
  EXPECT_NEAR(path.Curve[1].Coordinates[0], 0.25 + 0.5 * along / toSecond, 1e-12);
  EXPECT_NEAR(path.Curve[1].Coordinates[1], 0.5, 1e-12);
}

TEST(ModeConnectivity, EndsOfTheCurveAreTheNetworksThemselves)
{
  const auto training = Digits();
  const auto [first, second] = TrainEnds(training);
  const Modes modes = LoadModes(ProblemOf(training, first), second);
  const BezierPath path = EvaluatePath(modes, TrainBend(modes, ShortTraining()), { 3, false }, 1);
  const auto own = [&](const std::string& weights)
  {
    const Plane plane(std::make_shared<const Problem>(ProblemOf(training, weights)), 1, {});
    return EvaluateAll(plane, Grid(1, { 1, 1, 1 }, { -1, 1, 0, 0, 0, 0 })).Loss[0];
  };
  EXPECT_NEAR(path.Curve.front().Value.Loss, own(first), 1e-6);
  EXPECT_NEAR(path.Curve.back().Value.Loss, own(second), 1e-5);
  EXPECT_EQ(path.Curve.back().Value.Loss, path.Line.back().Value.Loss);
}

TEST(ModeConnectivity, CurveBetweenTrainedNetworksIsLowerThanTheLine)
{
  const auto training = Spirals();
  const auto [first, second] = TrainEnds(training);
  const Modes modes = LoadModes(ProblemOf(training, first), second);
  BendOptions options;
  options.Epochs = 60;
  options.BatchSize = 50;
  options.LearningRate.Initial = 0.05;
  options.Threads = 1;
  const BezierPath path = EvaluatePath(modes, TrainBend(modes, options), {}, 2);
  EXPECT_GT(path.LineBarrier, 0.1);
  EXPECT_LT(path.CurveBarrier, 0.5 * path.LineBarrier);
}

TEST(ModeConnectivity, RepeatsItselfAndDependsOnTheSeed)
{
  const auto training = Digits();
  const auto [first, second] = TrainEnds(training);
  const Modes modes = LoadModes(ProblemOf(training, first), second);
  auto options = ShortTraining();
  const Bend bend = TrainBend(modes, options);
  const auto losses = LossesOf(EvaluatePath(modes, bend, { 5, false }, 1).Curve);
  EXPECT_EQ(LossesOf(EvaluatePath(modes, bend, { 5, false }, 2).Curve), losses);
  const Bend again = TrainBend(modes, options);
  EXPECT_EQ(LossesOf(EvaluatePath(modes, again, { 5, false }, 1).Curve), losses);
  EXPECT_EQ(again.Epochs.back().TrainLoss, bend.Epochs.back().TrainLoss);
  options.Seed = 1;
  EXPECT_NE(TrainBend(modes, options).Epochs.back().TrainLoss, bend.Epochs.back().TrainLoss);
}

TEST(ModeConnectivity, TrainsOnTheTrainSplitWhateverIsEvaluated)
{
  const auto training = Digits();
  const auto [first, second] = TrainEnds(training);
  auto problem = ProblemOf(training, first);
  const Bend onTrain = TrainBend(LoadModes(problem, second), ShortTraining());
  problem.Data.Split = DatasetSplit::Test;
  const Modes modes = LoadModes(problem, second);
  const Bend onTest = TrainBend(modes, ShortTraining());
  EXPECT_EQ(modes.TrainingData->NumberOfSamples, 60);
  EXPECT_EQ(onTest.Epochs.back().TrainLoss, onTrain.Epochs.back().TrainLoss);
}

TEST(ModeConnectivity, LeavesTheEndsAsTheyAre)
{
  const auto training = Digits();
  const auto [first, second] = TrainEnds(training);
  const Modes modes = LoadModes(ProblemOf(training, first), second);
  const auto lineOf = [&](const Bend& bend) {
    return LossesOf(EvaluatePath(modes, bend, { 5, false }, 1).Line);
  };
  const Bend bend = TrainBend(modes, ShortTraining());
  const auto line = lineOf(bend);
  EXPECT_EQ(lineOf(TrainBend(modes, ShortTraining())), line);
  const Modes fresh = LoadModes(ProblemOf(training, first), second);
  EXPECT_EQ(LossesOf(EvaluatePath(fresh, bend, { 5, false }, 1).Line), line);
}

TEST(ModeConnectivity, NamesWhatIsWrongWithTheEnds)
{
  const auto options = OptionsOf("ring");
  ExpectContains(LoadingError(options, ""), "EndWeightsFile");
  ExpectContains(LoadingError(options, "/no/such/file.pt"), "/no/such/file.pt");
  const auto misfit = File("bowl_second.pt");
  ExpectContains(LoadingError(options, misfit), misfit);
  ExpectContains(LoadingError(options, options.Network.WeightsFile), "same");
  const auto broken = AlteredCheckpoint(File("ring_second.pt"), "broken.pt",
    [](const std::string&, DenseArray& array) {
      array = DenseArray::FromDouble({ 2 }, { 1.0, std::numeric_limits<double>::infinity() });
    });
  ExpectContains(LoadingError(options, broken), "broken.pt: weight");
}

TEST(ModeConnectivity, NamesUnusableOptions)
{
  auto options = ShortTraining();
  options.Epochs = 0;
  ExpectContains(TrainingError(options), "Epochs");
  options = ShortTraining();
  options.BatchSize = 0;
  ExpectContains(TrainingError(options), "TrainingBatchSize");
  options = ShortTraining();
  options.Momentum = 1.0;
  ExpectContains(TrainingError(options), "Momentum");
  options = ShortTraining();
  options.LearningRate.Initial = std::numeric_limits<double>::quiet_NaN();
  ExpectContains(TrainingError(options), "LearningRate");
  const Modes modes = ModesOf("ring");
  const Bend bend = TrainBend(modes, ShortTraining());
  ExpectContains(ErrorText(
                   [&] {
                     EvaluatePath(modes, bend, { 1, false }, 1);
                   }),
    "NumberOfCurvePoints");
}

TEST(ModeConnectivity, SaysThatTrainingDiverged)
{
  auto options = ShortTraining();
  options.LearningRate.Initial = 1e6;
  options.BatchSize = 4;
  ExpectContains(TrainingError(options), "lower LearningRate");
}

TEST(ModeConnectivity, StopsWhenAsked)
{
  const Modes modes = ModesOf("ring");
  double last = 0.0;
  const Progress progress = [&](double fraction)
  {
    last = fraction;
    return fraction < 0.3;
  };
  EXPECT_THROW(TrainBend(modes, LongTraining(), progress), Aborted);
  EXPECT_LT(last, 0.31);
}

TEST(ModeConnectivity, RecipeTellsBendsApart)
{
  const Modes modes = ModesOf("ring");
  auto options = ShortTraining();
  const std::string recipe = BendRecipe(modes, options);
  EXPECT_EQ(BendRecipe(ModesOf("ring"), options), recipe);
  options.Seed = 3;
  EXPECT_NE(BendRecipe(modes, options), recipe);
  options.Seed = 0;
  const Bend bend = TrainBend(modes, options);
  const auto whole = nlohmann::json::parse(PathRecipe(modes, options, bend, { 7, true }));
  EXPECT_EQ(whole["source"], "Mode Connectivity");
  EXPECT_EQ(whole["end_weights"]["file"], File("ring_second.pt"));
  EXPECT_EQ(whole["end_weights"]["content_sha256"], modes.Second->WeightsHash());
  EXPECT_EQ(whole["training"]["learning_rate_schedule"], "Linear Decay");
  EXPECT_EQ(whole["path"]["points"], 7);
  EXPECT_EQ(whole["bend"]["content_sha256"].get<std::string>().size(), 64u);
}
