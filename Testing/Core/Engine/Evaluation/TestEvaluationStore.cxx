// SPDX-License-Identifier: BSD-3-Clause
#include "Testing/Core/Engine/NetworkTesting.h"

#include "Core/Engine/Evaluation/EvaluationKey.h"
#include "Core/Engine/Evaluation/EvaluationStore.h"
#include "Core/Engine/Evaluation/GridEvaluation.h"
#include "Core/Engine/Evaluation/PointEvaluation.h"
#include "Core/Files/Checkpoints/Checkpoint.h"
#include "Testing/Core/Store/KeyedStore.h"

#include <sqlite3.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstddef>
#include <cstring>
#include <filesystem>
#include <functional>
#include <map>
#include <set>
#include <thread>

using namespace losslandscape;

namespace
{

ProblemOptions SmallProblem()
{
  ProblemOptions options;
  options.Network.Architecture = "mlp";
  options.Network.HiddenWidths = { 32, 16 };
  options.Network.WeightsFile = Reference("mlp/state_dict.pt");
  options.Data.Kind = DatasetKind::TensorFile;
  options.Data.Path = Reference("mlp/data.npz");
  options.Device = "cpu";
  return options;
}

/// A network whose loss is NaN at some points.
ProblemOptions ProblemWithNaN()
{
  ProblemOptions options = SmallProblem();
  options.Network.NetworkFile = Reference("mlp/nan_scripted.pt");
  options.Network.WeightsFile.clear();
  options.Loss = LossKind::NetworkOutput;
  return options;
}

std::shared_ptr<const Plane> MakePlane(
  const ProblemOptions& options, const DirectionOptions& directions = {}, int dimension = 2)
{
  return std::make_shared<const Plane>(
    std::make_shared<const Problem>(options), dimension, directions);
}

DirectionOptions StoredDirections()
{
  DirectionOptions options;
  options.Method = DirectionMethod::File;
  options.Files = { Reference("mlp/direction1.pt"), Reference("mlp/direction2.pt") };
  return options;
}

std::string FreshFile(const std::string& name)
{
  const auto path = TestOutput(name);
  std::filesystem::remove(path);
  std::filesystem::remove(path + "-journal");
  return path;
}

Grid Square(int points, double low = -1.0, double high = 1.0)
{
  return Grid(2, { points, points, 1 }, { low, high, low, high, 0, 0 });
}

Surface EvaluateWith(
  EvaluationStore& store, const Plane& plane, const Grid& grid, const Progress& progress = {})
{
  const auto points = static_cast<std::size_t>(NumberOfPoints(grid.WholeExtent()));
  Surface surface{ std::vector<double>(points), std::vector<double>(points),
    std::vector<double>(points) };
  EvaluateGrid(store, plane, grid, grid.WholeExtent(), 2,
    { surface.Loss.data(), surface.Accuracy.data(), surface.StandardError.data() }, progress);
  return surface;
}

void ExpectSameBits(const std::vector<double>& one, const std::vector<double>& other)
{
  ASSERT_EQ(one.size(), other.size());
  EXPECT_EQ(std::memcmp(one.data(), other.data(), one.size() * sizeof(double)), 0);
}

void ExpectSameBits(const Surface& one, const Surface& other)
{
  ExpectSameBits(one.Loss, other.Loss);
  ExpectSameBits(one.Accuracy, other.Accuracy);
  ExpectSameBits(one.StandardError, other.StandardError);
}

/// Evaluates with the file: the right values, of which so many come from the file.
void ExpectFromCache(
  const std::string& file, const Plane& plane, const Grid& grid, std::int64_t expected)
{
  EvaluationStore store(file);
  ExpectSameBits(EvaluateWith(store, plane, grid), EvaluateAll(plane, grid));
  const CacheUse use = store.Use();
  EXPECT_EQ(use.PointsFromCache, expected);
  EXPECT_EQ(use.PointsEvaluated, NumberOfPoints(grid.WholeExtent()) - expected);
  EXPECT_TRUE(use.Warnings.empty());
}

/// A connection of another program.
class OtherProgram
{
public:
  explicit OtherProgram(const std::string& path) { sqlite3_open(path.c_str(), &this->Connection); }
  ~OtherProgram() { sqlite3_close(this->Connection); }
  void Execute(const char* sql)
  {
    EXPECT_EQ(sqlite3_exec(this->Connection, sql, nullptr, nullptr, nullptr), SQLITE_OK);
  }

private:
  sqlite3* Connection = nullptr;
};

/// The weights of the reference with one number changed by one bit.
std::string OtherWeights()
{
  const auto path = FreshFile("one_bit.pt");
  auto tensors = ReadCheckpoint(Reference("mlp/state_dict.pt")).Tensors;
  tensors.back().second.Bytes[0] ^= std::byte(1);
  WriteCheckpoint(path, tensors);
  return path;
}

/// The data of the reference with one input changed.
std::string OtherData()
{
  const auto path = FreshFile("one_input.pt");
  const auto data = LoadDataset(SmallProblem().Data);
  auto inputs = data->Inputs;
  inputs[5] = std::nextafter(inputs[5], 10.0f);
  std::vector<std::int64_t> shape = { data->NumberOfSamples };
  shape.insert(shape.end(), data->SampleShape.begin(), data->SampleShape.end());
  WriteCheckpoint(path,
    { { "inputs", DenseArray::FromFloat(shape, inputs) },
      { "labels", DenseArray::FromInt64({ data->NumberOfSamples }, data->Labels) } });
  return path;
}

} // namespace

TEST(EvaluationStore, ValuesAreTheSameBitsWithAndWithoutAFile)
{
  for (const auto& options : { SmallProblem(), ProblemWithNaN() })
  {
    const auto file = FreshFile("same_bits.sqlite");
    const auto plane = MakePlane(options, StoredDirections());
    ExpectFromCache(file, *plane, Square(9), 0);
    ExpectFromCache(file, *plane, Square(9), 81);
  }
  const auto plane = MakePlane(ProblemWithNaN(), StoredDirections());
  const auto losses = EvaluateAll(*plane, Square(9)).Loss;
  EXPECT_TRUE(
    std::any_of(losses.begin(), losses.end(), [](double loss) { return std::isnan(loss); }));
}

TEST(EvaluationStore, OtherGridsShareTheirPoints)
{
  const auto file = FreshFile("grids.sqlite");
  const auto plane = MakePlane(SmallProblem());
  ExpectFromCache(file, *plane, Square(21), 0);
  ExpectFromCache(file, *plane, Square(41), 21 * 21);
  ExpectFromCache(file, *plane, Square(101), 21 * 21);
  ExpectFromCache(file, *plane, Square(41, -2.0, 2.0), 21 * 21);
  ExpectFromCache(file, *plane, Square(21, 0.0, 2.0), 21 * 21);
  ExpectFromCache(file, *plane, Square(3, -0.7, 0.7), 9);
}

TEST(EvaluationStore, TakesTheFilesValuesAndEvaluatesTheOthers)
{
  // Values that no evaluation gives show which points were not evaluated.
  const auto file = FreshFile("marked.sqlite");
  const auto plane = MakePlane(SmallProblem());
  const Grid grid = Square(5);
  const auto truth = EvaluateAll(*plane, grid);
  KeyedStore(file, EvaluationKey(*plane), 3)
    .Insert(
      { { { 0.0, 0.0, 0.0 }, { 1e9, 2e9, 3e9 } }, { { 0.5, -1.0, 0.0 }, { 4e9, 5e9, 6e9 } } });
  EvaluationStore store(file);
  const auto surface = EvaluateWith(store, *plane, grid);
  for (std::size_t i = 0; i < surface.Loss.size(); ++i)
  {
    const double marked = i == 12 ? 1e9 : 4e9;
    EXPECT_EQ(surface.Loss[i], i == 12 || i == 3 ? marked : truth.Loss[i]) << i;
  }
  EXPECT_EQ(surface.Accuracy[12], 2e9);
  EXPECT_EQ(surface.StandardError[3], 6e9);
}

TEST(EvaluationStore, WhateverChangesAValueMakesAnotherKey)
{
  using Change = std::function<void(ProblemOptions&, DirectionOptions&)>;
  const std::map<std::string, Change> changes = {
    { "nothing", [](auto&, auto&) {} },
    { "seed", [](auto&, auto& directions) { directions.Seed = 1; } },
    { "normalization",
      [](auto&, auto& directions) { directions.Normalization = Normalization::Layer; } },
    { "biases", [](auto&, auto& directions) { directions.IgnoreBiasAndNorm = false; } },
    { "orthogonal", [](auto&, auto& directions) { directions.Orthogonalize = true; } },
    { "directions", [](auto&, auto& directions) { directions = StoredDirections(); } },
    { "axes",
      [](auto&, auto& directions)
      {
        directions = StoredDirections();
        std::swap(directions.Files[0], directions.Files[1]);
      } },
    { "loss", [](auto& problem, auto&) { problem.Loss = LossKind::MeanSquaredError; } },
    { "weights", [](auto& problem, auto&) { problem.Network.WeightsFile = OtherWeights(); } },
    { "network",
      [](auto& problem, auto&) { problem.Network.NetworkFile = Reference("mlp/scripted.pt"); } },
    { "objective", [](auto& problem, auto&) { problem = ProblemWithNaN(); } },
    { "data", [](auto& problem, auto&) { problem.Data.Path = OtherData(); } },
    { "mean", [](auto& problem, auto&) { problem.Data.Mean = { 0.1 }; } },
    { "deviation", [](auto& problem, auto&) { problem.Data.StandardDeviation = { 1.1 }; } },
    { "subset", [](auto& problem, auto&) { problem.Data.NumberOfSamples = 30; } },
    { "subset's seed",
      [](auto& problem, auto&)
      {
        problem.Data.NumberOfSamples = 30;
        problem.Data.SampleSeed = 1;
      } },
    { "batch size", [](auto& problem, auto&) { problem.BatchSize = 7; } },
  };
  const auto file = FreshFile("changes.sqlite");
  std::set<std::string> keys;
  for (const auto& [name, change] : changes)
  {
    SCOPED_TRACE(name);
    ProblemOptions problem = SmallProblem();
    DirectionOptions directions;
    change(problem, directions);
    const auto plane = MakePlane(problem, directions);
    EXPECT_TRUE(keys.insert(EvaluationKey(*plane)).second);
    ExpectFromCache(file, *plane, Square(3), 0);
  }
  EXPECT_TRUE(keys.insert(EvaluationKey(*MakePlane(SmallProblem(), {}, 1))).second) << "dimension";
}

TEST(EvaluationStore, PathsDoNotMatter)
{
  const auto copy = FreshFile("copied_weights.pt");
  WriteCheckpoint(copy, ReadCheckpoint(Reference("mlp/state_dict.pt")).Tensors);
  ProblemOptions moved = SmallProblem();
  moved.Network.WeightsFile = copy;
  EXPECT_EQ(EvaluationKey(*MakePlane(moved)), EvaluationKey(*MakePlane(SmallProblem())));
}

TEST(EvaluationStore, AnAbortKeepsWhatWasDone)
{
  const auto file = FreshFile("aborted.sqlite");
  ProblemOptions options = SmallProblem();
  options.Network.Architecture = "resnet8-noskip";
  options.Network.WeightsFile = Reference("resnet8-noskip/state_dict.pt");
  options.Data.Path = Reference("resnet8-noskip/data.npz");
  const auto plane = MakePlane(options);
  const Grid grid = Square(61);
  int calls = 0;
  double fraction = 0.0;
  EvaluationStore first(file);
  EXPECT_THROW(EvaluateWith(first, *plane, grid,
                 [&](double done)
                 {
                   fraction = done;
                   return ++calls < 12;
                 }),
    Aborted);
  ASSERT_LT(fraction, 1.0);
  EvaluationStore second(file);
  ExpectSameBits(EvaluateWith(second, *plane, grid), EvaluateAll(*plane, grid));
  EXPECT_GE(second.Use().PointsFromCache, std::llround(fraction * 61 * 61));
  EXPECT_LT(second.Use().PointsFromCache, 61 * 61);
}

TEST(EvaluationStore, WaitsForAProgramThatHoldsTheFile)
{
  const auto file = FreshFile("held.sqlite");
  const auto plane = MakePlane(SmallProblem());
  KeyedStore(file, "anything", 3);
  std::thread holder(
    [&]
    {
      OtherProgram other(file);
      other.Execute("BEGIN EXCLUSIVE");
      std::this_thread::sleep_for(std::chrono::milliseconds(1500));
      other.Execute("ROLLBACK");
    });
  std::this_thread::sleep_for(std::chrono::milliseconds(300));
  EvaluationStore store(file);
  EvaluateWith(store, *plane, Square(3));
  holder.join();
  ExpectFromCache(file, *plane, Square(3), 9);
}

TEST(EvaluationStore, StopsWaitingWhenAsked)
{
  const auto file = FreshFile("stopped.sqlite");
  const auto plane = MakePlane(SmallProblem());
  KeyedStore(file, "anything", 3);
  OtherProgram other(file);
  other.Execute("BEGIN EXCLUSIVE");
  const auto begin = std::chrono::steady_clock::now();
  EvaluationStore store(file);
  EXPECT_THROW(EvaluateWith(store, *plane, Square(3), [](double) { return false; }), Aborted);
  EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(1));
}

TEST(EvaluationStore, AFileThatCannotBeWrittenIsAWarning)
{
  const auto file = FreshFile("unwritten.sqlite");
  const auto plane = MakePlane(SmallProblem());
  EvaluationStore store(file);
  int calls = 0;
  const auto surface = EvaluateWith(store, *plane, Square(3),
    [&](double)
    {
      // The first call comes before the file is searched.
      if (++calls == 2)
      {
        OtherProgram(file).Execute("DROP TABLE points");
      }
      return true;
    });
  ASSERT_GE(calls, 2);
  ExpectSameBits(surface, EvaluateAll(*plane, Square(3)));
  const auto warnings = store.Use().Warnings;
  ASSERT_EQ(warnings.size(), 1u);
  ExpectContains(warnings[0], "9 values are not in the cache file");
  ExpectContains(warnings[0], "no such table");
}

/// Longer than a row of the file.
TEST(EvaluationStore, KeepsLongListsOfNumbers)
{
  const auto file = FreshFile("long.sqlite");
  std::vector<double> numbers(200000);
  for (std::size_t i = 0; i < numbers.size(); ++i)
  {
    numbers[i] = std::sqrt(static_cast<double>(i));
  }
  const auto recall = [&](EvaluationStore& store)
  {
    EvaluationStore::Writing writing(store, {});
    const auto found = store.Recall([&] { return StoreKey("a list", numbers.size()); },
      { 1.0, 2.0, 0.0 }, [&] { return numbers; }, {});
    writing.Finish();
    return found;
  };
  EvaluationStore first(file);
  EXPECT_EQ(recall(first), numbers);
  EXPECT_EQ(first.Use().PointsEvaluated, 1);
  EvaluationStore second(file);
  EXPECT_EQ(recall(second), numbers);
  EXPECT_EQ(second.Use().PointsFromCache, 1);
  // A part of it is not enough.
  OtherProgram(file).Execute("DELETE FROM points WHERE z = 2");
  EvaluationStore third(file);
  EXPECT_EQ(recall(third), numbers);
  EXPECT_EQ(third.Use().PointsEvaluated, 1);
  EXPECT_TRUE(third.Use().Warnings.empty());
}

TEST(EvaluationStore, WhatIsNotSoundIsEvaluatedAgain)
{
  const auto file = FreshFile("unsound.sqlite");
  const auto recall = [&](EvaluationStore& store, double value)
  {
    EvaluationStore::Writing writing(store, {});
    const auto found = store.Recall([] { return StoreKey("a number", 1); }, { 0.0, 0.0, 0.0 },
      [&] { return std::vector<double>{ value }; }, {},
      [](const std::vector<double>& numbers) { return numbers[0] > 0.0; });
    writing.Finish();
    return found[0];
  };
  EvaluationStore first(file);
  EXPECT_EQ(recall(first, -1.0), -1.0);
  EvaluationStore second(file);
  EXPECT_EQ(recall(second, 2.0), 2.0);
  EXPECT_EQ(second.Use().PointsEvaluated, 1);
  ASSERT_EQ(second.Use().Warnings.size(), 1u);
  ExpectContains(second.Use().Warnings[0], "1 values in the cache file are damaged");
  EvaluationStore third(file);
  EXPECT_EQ(recall(third, 3.0), 2.0);
}

/// SQLite has no place for coordinates that are not numbers; the points beside them are kept.
TEST(EvaluationStore, PointsWithoutAPlaceAreNotKept)
{
  const auto file = FreshFile("no_place.sqlite");
  const auto plane = MakePlane(SmallProblem());
  const PlanePoints points = { 2,
    [](std::int64_t i) {
      return std::array<double, 3>{ i == 0 ? std::nan("") : 0.5, 0.0, 0.0 };
    } };
  for (const std::int64_t fromFile : { 0, 1 })
  {
    EvaluationStore store(file);
    EvaluatePoints(store, *plane, points, 1, [](std::int64_t, const LossValue&) {});
    EXPECT_EQ(store.Use().PointsFromCache, fromFile);
    EXPECT_TRUE(store.Use().Warnings.empty());
  }
}

TEST(EvaluationStore, AValueThatIsTooLongIsDamaged)
{
  const auto file = FreshFile("too_long.sqlite");
  const auto plane = MakePlane(SmallProblem());
  ExpectFromCache(file, *plane, Square(3), 0);
  OtherProgram(file).Execute("UPDATE points SET numbers = zeroblob(3000000)");
  EvaluationStore store(file);
  ExpectSameBits(EvaluateWith(store, *plane, Square(3)), EvaluateAll(*plane, Square(3)));
  ASSERT_EQ(store.Use().Warnings.size(), 1u);
  ExpectContains(store.Use().Warnings[0], "9 values in the cache file are damaged");
  ExpectFromCache(file, *plane, Square(3), 9);
}

TEST(EvaluationStore, AFileOfAnotherProgramIsAnError)
{
  const auto plane = MakePlane(SmallProblem());
  EvaluationStore store(Reference("mlp/data.npz"));
  ExpectContains(ErrorText([&] { EvaluateWith(store, *plane, Square(3)); }), "mlp/data.npz");
}
