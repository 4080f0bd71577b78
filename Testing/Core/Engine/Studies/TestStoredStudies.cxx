// SPDX-License-Identifier: BSD-3-Clause
// Truth: what the same study finds without a file.
#include "Testing/Core/Engine/DerivativeTesting.h"

#include "Core/Engine/Studies/Sharpness/NetworkSharpness.h"
#include "Core/Engine/Studies/Spectrum/HessianSpectrum.h"
#include "Core/Store/PointRecord.h"

#include <sqlite3.h>

#include <array>
#include <filesystem>
#include <limits>
#include <map>
#include <set>

using namespace losslandscape;

namespace
{

using Parts = std::vector<SpectrumPart>;

std::string FreshFile(const std::string& name)
{
  const auto path = TestOutput("studies_" + name + ".sqlite");
  std::filesystem::remove(path);
  std::filesystem::remove(path + "-journal");
  return path;
}

HessianSpectrumOptions SmallSpectrum()
{
  HessianSpectrumOptions options;
  options.Largest = 2;
  options.Smallest = 1;
  options.Probes = 3;
  options.Steps = 5;
  return options;
}

/// The parts, of which so many are in the file and so many are not.
Parts ExpectParts(const std::string& file, const HessianSpectrumOptions& options,
  std::int64_t fromFile, std::int64_t computed)
{
  EvaluationStore store(file);
  const auto parts = ComputeSpectrumParts(store, LoadProblem("gelu"), options, {}, 2);
  const CacheUse use = store.Use();
  EXPECT_EQ(use.PointsFromCache, fromFile);
  EXPECT_EQ(use.PointsEvaluated, computed);
  EXPECT_TRUE(use.Warnings.empty());
  return parts;
}

/// Gives every row of a file other numbers, with the checksum that belongs to them.
void ForgeAllRows(const std::string& file, const std::vector<double>& numbers)
{
  sqlite3* connection = nullptr;
  ASSERT_EQ(sqlite3_open(file.c_str(), &connection), SQLITE_OK);
  const std::string bytes = ToBytes(numbers.data(), numbers.size());
  sqlite3_stmt* rows = nullptr;
  sqlite3_prepare_v2(connection,
    "SELECT landscape, key, x, y, z FROM points JOIN landscapes ON landscape = id", -1, &rows,
    nullptr);
  sqlite3_stmt* forge = nullptr;
  sqlite3_prepare_v2(connection,
    "UPDATE points SET numbers = ?, checksum = ? WHERE landscape = ? AND x = ? AND y = ? AND z = ?",
    -1, &forge, nullptr);
  while (sqlite3_step(rows) == SQLITE_ROW)
  {
    const std::string key = reinterpret_cast<const char*>(sqlite3_column_text(rows, 1));
    const std::array<double, 3> place = { sqlite3_column_double(rows, 2),
      sqlite3_column_double(rows, 3), sqlite3_column_double(rows, 4) };
    const std::string checksum = Checksum(key, place, bytes);
    sqlite3_reset(forge);
    sqlite3_bind_blob(forge, 1, bytes.data(), static_cast<int>(bytes.size()), SQLITE_TRANSIENT);
    sqlite3_bind_text(forge, 2, checksum.c_str(), -1, SQLITE_TRANSIENT);
    sqlite3_bind_int64(forge, 3, sqlite3_column_int64(rows, 0));
    for (int axis = 0; axis < 3; ++axis)
    {
      sqlite3_bind_double(forge, 4 + axis, place[axis]);
    }
    EXPECT_EQ(sqlite3_step(forge), SQLITE_DONE);
  }
  sqlite3_finalize(rows);
  sqlite3_finalize(forge);
  sqlite3_close(connection);
}

/// A network in single precision on data in double precision: the reference's, changed by a share.
std::shared_ptr<const Problem> ProblemWithChangedInputs(double change)
{
  ProblemOptions options;
  options.Network.Architecture = "mlp";
  options.Network.HiddenWidths = { 32, 16 };
  options.Network.WeightsFile = Reference("mlp/state_dict.pt");
  options.Data.Kind = DatasetKind::TensorFile;
  options.Data.Path = Reference("mlp/data.npz");
  options.Device = "cpu";
  const auto data = LoadDataset(options.Data);
  std::vector<std::int64_t> shape = { data->NumberOfSamples };
  shape.insert(shape.end(), data->SampleShape.begin(), data->SampleShape.end());
  std::vector<double> inputs(data->Inputs.begin(), data->Inputs.end());
  for (double& input : inputs)
  {
    input *= 1.0 + change;
  }
  options.Data.Path = TestOutput("studies_" + std::to_string(change > 0.0) + "_double_data.pt");
  WriteCheckpoint(options.Data.Path,
    { { "inputs", DenseArray::FromDouble(shape, inputs) },
      { "labels", DenseArray::FromInt64({ data->NumberOfSamples }, data->Labels) } });
  return std::make_shared<const Problem>(options);
}

void ExpectSame(const Parts& one, const Parts& other)
{
  ASSERT_EQ(one.size(), other.size());
  for (std::size_t i = 0; i < one.size(); ++i)
  {
    EXPECT_EQ(one[i].Index, other[i].Index);
    EXPECT_EQ(one[i].Numbers, other[i].Numbers) << i;
  }
}

} // namespace

TEST(StoredSpectrum, ASecondRunComputesNothing)
{
  const auto file = FreshFile("spectrum");
  auto options = SmallSpectrum();
  ExpectSame(ExpectParts(file, options, 0, 4), ExpectParts("", options, 0, 4));
  ExpectSame(ExpectParts(file, options, 4, 0), ExpectParts("", options, 0, 4));
  options.PerLayer = true;
  const auto layers = static_cast<std::int64_t>(LoadProblem("gelu")->Parameters().size());
  ExpectSame(
    ExpectParts(file, options, 4, 4 * layers), ExpectParts("", options, 0, 4 * (1 + layers)));
}

TEST(StoredSpectrum, OtherOptionsLeaveTheRestValid)
{
  const auto file = FreshFile("options");
  auto options = SmallSpectrum();
  ExpectParts(file, options, 0, 4);
  options.Tolerance = 1e-6;
  ExpectParts(file, options, 3, 1);
  options.Probes = 5;
  ExpectSame(ExpectParts(file, options, 4, 2), ExpectParts("", options, 0, 6));
  options.Steps = 6;
  ExpectParts(file, options, 1, 5);
  options.Seed = 1;
  ExpectParts(file, options, 0, 6);
  options.DoublePrecision = true;
  ExpectParts(file, options, 0, 6);
}

TEST(StoredSpectrum, AnAbortKeepsWhatIsKnown)
{
  const auto file = FreshFile("aborted");
  const auto options = SmallSpectrum();
  {
    EvaluationStore store(file);
    EXPECT_THROW(ComputeSpectrumParts(store, LoadProblem("gelu"), options, {}, 1,
                   [&](double) { return store.Use().PointsEvaluated < 2; }),
      Aborted);
  }
  EvaluationStore store(file);
  const auto parts = ComputeSpectrumParts(store, LoadProblem("gelu"), options, {}, 1);
  EXPECT_GE(store.Use().PointsFromCache, 2);
  EXPECT_EQ(store.Use().PointsFromCache + store.Use().PointsEvaluated, 4);
  ExpectSame(parts, ExpectParts("", options, 0, 4));
}

/// A file may hold anything, with the right checksum too.
TEST(StoredSpectrum, RowsOfAnotherFormAreComputedAgain)
{
  const double nan = std::numeric_limits<double>::quiet_NaN();
  const std::map<std::string, std::vector<double>> forged = {
    { "one number", { 5.0 } },
    { "not a number", { nan } },
    { "eigenvalues without residuals", { 1.0, 1.0, 2.0, 1.0, 2.0, 0.0, 0.0, 1.0, 7.0 } },
    { "an empty probe", { 0.0, 0.0, 0.0, 3.0 } },
    { "a probe without traces", { 1.0, 2.0, 1.0, 1.0, 0.0, 3.0 } },
    { "more nodes than weights", { 2.0, 1.0, 2.0, 1.0, 1.0, 0.0, 3.0 } },
    { "a count that is not there", { 1e18, 1.0 } },
    { "numbers left over", std::vector<double>(500, 1.0) },
  };
  const auto options = SmallSpectrum();
  const auto truth = ExpectParts("", options, 0, 4);
  for (const auto& [name, numbers] : forged)
  {
    SCOPED_TRACE(name);
    const auto file = FreshFile("forged");
    ExpectParts(file, options, 0, 4);
    ForgeAllRows(file, numbers);
    EvaluationStore store(file);
    ExpectSame(ComputeSpectrumParts(store, LoadProblem("gelu"), options, {}, 1), truth);
    const CacheUse use = store.Use();
    EXPECT_EQ(use.PointsEvaluated, 4);
    ASSERT_EQ(use.Warnings.size(), 1u);
    EXPECT_NE(use.Warnings[0].find("4 values in the cache file are damaged"), std::string::npos);
    ExpectParts(file, options, 4, 0);
  }
}

/// Data that single precision does not tell apart are told apart where all is computed in double.
TEST(StoredSpectrum, OtherDataInDoublePrecisionAreAnotherKey)
{
  const auto file = FreshFile("double");
  auto options = SmallSpectrum();
  options.DoublePrecision = true;
  std::set<double> losses;
  for (const double change : { 0.0, 1e-9 })
  {
    EvaluationStore store(file);
    const auto parts =
      ComputeSpectrumParts(store, ProblemWithChangedInputs(change), options, {}, 1);
    EXPECT_EQ(store.Use().PointsFromCache, 0) << change;
    losses.insert(parts[0].Numbers[0]);
  }
  EXPECT_EQ(losses.size(), 2u);
}

TEST(StoredSharpness, ASecondRunMeasuresNothing)
{
  const auto file = FreshFile("sharpness");
  SharpnessOptions options;
  options.AscentSteps = 3;
  options.Directions = 2;
  const auto measure = [&](EvaluationStore& store)
  { return MeasureSharpness(store, LoadProblem("gelu"), options, 1); };
  EvaluationStore nowhere;
  const auto truth = measure(nowhere);
  for (const std::int64_t fromFile : { 0, 1 })
  {
    EvaluationStore store(file);
    const auto found = measure(store);
    EXPECT_EQ(store.Use().PointsFromCache, fromFile);
    EXPECT_EQ(store.Use().PointsEvaluated, 1 - fromFile);
    EXPECT_EQ(found.Loss, truth.Loss);
    EXPECT_EQ(found.GradientNorm, truth.GradientNorm);
    ASSERT_EQ(found.Measures.size(), truth.Measures.size());
    for (std::size_t i = 0; i < found.Measures.size(); ++i)
    {
      EXPECT_EQ(found.Measures[i].Name, truth.Measures[i].Name);
      EXPECT_EQ(found.Measures[i].Value, truth.Measures[i].Value);
    }
    EXPECT_EQ(found.Measures.back().StandardError, truth.Measures.back().StandardError);
  }
  options.SamRadius = 0.1;
  EvaluationStore store(file);
  measure(store);
  EXPECT_EQ(store.Use().PointsEvaluated, 1);
}
