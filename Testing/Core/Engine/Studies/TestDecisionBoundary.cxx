// SPDX-License-Identifier: BSD-3-Clause
// Truth: Testing/Python/reference/make_decisions.py, in double precision, and closed forms.
#include "Testing/Core/Engine/NetworkTesting.h"

#include "Core/Engine/Studies/Decision/DecisionBoundary.h"
#include "Core/Files/NumPy/Npz.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>
#include <map>

using namespace losslandscape;

namespace
{

constexpr double SinglePrecision = 2e-6;

std::map<std::string, std::vector<double>> ReadTruth(const std::string& name)
{
  std::map<std::string, std::vector<double>> arrays;
  for (const auto& [key, array] : ReadNpz(Reference("decisions/" + name + "/truth.npz")))
  {
    arrays.emplace(key, array.ToDouble());
  }
  return arrays;
}

ProblemOptions PointsProblem()
{
  ProblemOptions options;
  options.Network.Architecture = "mlp";
  options.Network.HiddenWidths = { 16, 8 };
  options.Network.WeightsFile = Reference("decisions/points/state_dict.pt");
  options.Data.Kind = DatasetKind::TensorFile;
  options.Data.Path = Reference("decisions/points/data.npz");
  options.Data.Mean = { 9.5, -1.5 };
  options.Data.StandardDeviation = { 2.5, 0.75 };
  options.Device = "cpu";
  return options;
}

ProblemOptions ImagesProblem()
{
  ProblemOptions options;
  options.Network.NetworkFile = Reference("decisions/images/scripted.pt");
  options.Data.Kind = DatasetKind::TensorFile;
  options.Data.Path = Reference("decisions/images/data.npz");
  options.Device = "cpu";
  return options;
}

/// Two classes told apart by a line: outputs of class 0 and 1 are a.x + c and b.x + d.
ProblemOptions LinearProblem()
{
  const auto weights = TestOutput("linear_classifier.pt");
  WriteCheckpoint(weights,
    { { "layers.0.weight", DenseArray::FromFloat({ 2, 2 }, { 1, -2, 0, 1 }) },
      { "layers.0.bias", DenseArray::FromFloat({ 2 }, { 0.5, 0.25 }) } });
  ProblemOptions options;
  options.Network.Architecture = "mlp";
  options.Network.HiddenWidths = {};
  options.Network.WeightsFile = weights;
  options.Data.Kind = DatasetKind::Spirals;
  options.Device = "cpu";
  return options;
}

/// What is said at the points of an extent.
struct Decisions
{
  std::vector<double> Probability;
  std::vector<int> Class;
  std::vector<double> Confidence;
  std::vector<double> Margin;
};

Decisions Decide(const Problem& problem, const InputPlane& plane, const Grid& grid,
  const Extent& extent, int threads = 0, const Progress& progress = {})
{
  const std::int64_t outputs = NumberOfOutputs(problem);
  const auto points = static_cast<std::size_t>(NumberOfPoints(extent));
  Decisions found{ std::vector<double>(points * outputs), std::vector<int>(points),
    std::vector<double>(points), std::vector<double>(points) };
  EvaluateDecisions(problem, plane, grid, extent, outputs, threads,
    { found.Probability.data(), found.Class.data(), found.Confidence.data(), found.Margin.data() },
    progress);
  return found;
}

Decisions DecideAll(const Problem& problem, const InputPlane& plane, const Grid& grid)
{
  return Decide(problem, plane, grid, grid.WholeExtent());
}

void ExpectNear(const std::vector<double>& values, const std::vector<double>& truth)
{
  ASSERT_EQ(values.size(), truth.size());
  for (std::size_t i = 0; i < values.size(); ++i)
  {
    EXPECT_NEAR(values[i], truth[i], SinglePrecision) << i;
  }
}

/// Compares with probabilities of more than two classes at each point.
void ExpectDecisions(const Decisions& found, const std::vector<double>& probability)
{
  ExpectNear(found.Probability, probability);
  const std::size_t classes = probability.size() / found.Class.size();
  for (std::size_t point = 0; point < found.Class.size(); ++point)
  {
    const auto first = probability.begin() + point * classes;
    std::vector<double> sorted(first, first + classes);
    std::sort(sorted.rbegin(), sorted.rend());
    EXPECT_NEAR(found.Confidence[point], sorted[0], SinglePrecision);
    EXPECT_NEAR(found.Margin[point], sorted[0] - sorted[1], 2 * SinglePrecision);
    if (sorted[0] - sorted[1] > 10 * SinglePrecision)
    {
      EXPECT_EQ(found.Class[point], std::max_element(first, first + classes) - first);
    }
  }
}

void ExpectSamples(const std::vector<SampleDecision>& samples,
  std::map<std::string, std::vector<double>> truth, const std::string& loss)
{
  ASSERT_EQ(samples.size(), truth.at("sample_class").size());
  for (std::size_t i = 0; i < samples.size(); ++i)
  {
    EXPECT_EQ(samples[i].Predicted, truth.at("sample_class")[i]) << i;
    EXPECT_EQ(samples[i].IsCorrect, samples[i].Predicted == samples[i].Label) << i;
    EXPECT_NEAR(samples[i].Probability, truth.at("sample_probability")[i], SinglePrecision) << i;
    const double expected = truth.at(loss)[i];
    EXPECT_NEAR(samples[i].Loss, expected, 1e-5 * (1e-2 + expected)) << i;
  }
}

Grid GridOf(const std::map<std::string, std::vector<double>>& truth)
{
  const auto& x = truth.at("x");
  const auto& y = truth.at("y");
  return Grid(2, { static_cast<int>(x.size()), static_cast<int>(y.size()), 1 },
    { x.front(), x.back(), y.front(), y.back(), 0, 0 });
}

bool HaveSameBits(const Decisions& a, const Decisions& b)
{
  return a.Probability == b.Probability && a.Class == b.Class && a.Confidence == b.Confidence &&
    a.Margin == b.Margin;
}

/// The rows of a part, cut out of the whole grid's.
Decisions Part(const Decisions& whole, const Grid& grid, const Extent& extent, std::size_t classes)
{
  Decisions part;
  for (int j = extent[2]; j <= extent[3]; ++j)
  {
    for (int i = extent[0]; i <= extent[1]; ++i)
    {
      const std::size_t point = static_cast<std::size_t>(j) * grid.Resolution()[0] + i;
      const auto first = whole.Probability.begin() + point * classes;
      part.Probability.insert(part.Probability.end(), first, first + classes);
      part.Class.push_back(whole.Class[point]);
      part.Confidence.push_back(whole.Confidence[point]);
      part.Margin.push_back(whole.Margin[point]);
    }
  }
  return part;
}

void ExpectPartsOfTheWhole(const Problem& problem, const Grid& grid, const Extent& extent)
{
  const InputPlane plane(problem.Data(), {});
  const auto whole = DecideAll(problem, plane, grid);
  const auto classes = static_cast<std::size_t>(NumberOfOutputs(problem));
  for (const int threads : { 1, 3 })
  {
    EXPECT_TRUE(HaveSameBits(
      Decide(problem, plane, grid, extent, threads), Part(whole, grid, extent, classes)));
  }
}

} // namespace

TEST(DecisionBoundary, EqualsTheReferenceOverAllInputs)
{
  const Problem problem(PointsProblem());
  const InputPlane plane(problem.Data(), {});
  const auto truth = ReadTruth("points");
  ExpectDecisions(DecideAll(problem, plane, GridOf(truth)), truth.at("probability"));
  ExpectSamples(EvaluateSamples(problem, plane, 0), truth, "sample_cross_entropy");
}

TEST(DecisionBoundary, EqualsTheReferenceThroughThreeImages)
{
  const Problem problem(ImagesProblem());
  const InputPlane plane(problem.Data(), { InputPlaneKind::Automatic, { 7, 2, 10 } });
  const auto truth = ReadTruth("images");
  const Grid grid(2, { 8, 6, 1 }, plane.BoundsAround(0.25));
  for (int axis = 0; axis < 2; ++axis)
  {
    const auto& expected = truth.at(axis == 0 ? "x" : "y");
    EXPECT_NEAR(grid.Coordinate(axis, 0), expected.front(), 1e-9);
    EXPECT_NEAR(grid.Coordinate(axis, grid.Resolution()[axis] - 1), expected.back(), 1e-9);
    for (int sample = 0; sample < 3; ++sample)
    {
      EXPECT_NEAR(
        plane.Samples()[sample].Position[axis], truth.at("positions")[2 * sample + axis], 1e-9);
    }
  }
  ExpectDecisions(DecideAll(problem, plane, grid), truth.at("probability"));
  ExpectSamples(EvaluateSamples(problem, plane, 0), truth, "sample_cross_entropy");
}

TEST(DecisionBoundary, SamplesHaveTheLossThatIsChosen)
{
  auto options = PointsProblem();
  options.Loss = LossKind::MeanSquaredError;
  options.BatchSize = 7;
  const Problem problem(options);
  const InputPlane plane(problem.Data(), {});
  ExpectSamples(EvaluateSamples(problem, plane, 0), ReadTruth("points"), "sample_squared_error");
}

TEST(DecisionBoundary, OfALinearNetworkIsALine)
{
  const Problem problem(LinearProblem());
  const InputPlane plane(problem.Data(), {});
  const Grid grid(2, { 33, 21, 1 }, { -2, 2, -1, 3, 0, 0 });
  const auto found = DecideAll(problem, plane, grid);
  for (std::size_t point = 0; point < found.Class.size(); ++point)
  {
    const double x = grid.Coordinate(0, static_cast<int>(point % 33));
    const double y = grid.Coordinate(1, static_cast<int>(point / 33));
    const double difference = (y + 0.25) - (x - 2.0 * y + 0.5);
    EXPECT_NEAR(found.Margin[point], std::tanh(0.5 * difference), SinglePrecision);
    EXPECT_NEAR(
      found.Probability[2 * point + 1], 1.0 / (1.0 + std::exp(-difference)), SinglePrecision);
    EXPECT_NEAR(found.Confidence[point], 0.5 + 0.5 * std::fabs(found.Margin[point]), 1e-12);
    if (std::fabs(difference) > SinglePrecision)
    {
      EXPECT_EQ(found.Class[point], difference > 0.0 ? 1 : 0);
    }
  }
}

TEST(DecisionBoundary, DoesNotDependOnExtentsAndThreads)
{
  // Squares have 32 x 32 and 16 x 16 points: the extents begin and end inside of them.
  const Problem points(PointsProblem());
  EXPECT_EQ(PointsPerBatch(points, Grid(2, { 70, 50, 1 }, { 4, 15, -3, 1, 0, 0 })), 1024);
  ExpectPartsOfTheWhole(
    points, Grid(2, { 70, 50, 1 }, { 4, 15, -3, 1, 0, 0 }), { 31, 64, 5, 33, 0, 0 });
  const Problem images(ImagesProblem());
  EXPECT_EQ(PointsPerBatch(images, Grid(2, { 45, 37, 1 }, { -1, 9, -2, 9, 0, 0 })), 256);
  ExpectPartsOfTheWhole(
    images, Grid(2, { 45, 37, 1 }, { -1, 9, -2, 9, 0, 0 }), { 15, 15, 0, 36, 0, 0 });
}

TEST(DecisionBoundary, TakesGridsOfAnyShape)
{
  const Problem problem(LinearProblem());
  const InputPlane plane(problem.Data(), {});
  const Grid row(2, { 1, 40, 1 }, { 1, 3, -1, 2, 0, 0 });
  EXPECT_EQ(DecideAll(problem, plane, row).Class.size(), 40u);
  EXPECT_NEAR(DecideAll(problem, plane, row).Margin[0], std::tanh(0.5 * (-3.0 - 2.0 - 0.25)), 1e-6);
  const Extent nothing = { 0, -1, 0, -1, 0, -1 };
  EXPECT_TRUE(Decide(problem, plane, row, nothing).Class.empty());
}

TEST(DecisionBoundary, SquaresAreAsLargeAsBatchSizeAllows)
{
  auto options = PointsProblem();
  options.BatchSize = 10;
  const Grid grid(2, { 7, 5, 1 }, { 4, 15, -3, 1, 0, 0 });
  EXPECT_EQ(PointsPerBatch(Problem(options), grid), 9);
  options.BatchSize = 1000000;
  EXPECT_EQ(PointsPerBatch(Problem(options), grid), 49);
}

TEST(DecisionBoundary, SaysWhereOutputsAreNotFinite)
{
  const auto weights = TestOutput("overflowing_classifier.pt");
  // 3e38 * x overflows beyond 1.13, in the first output only.
  WriteCheckpoint(weights,
    { { "layers.0.weight", DenseArray::FromFloat({ 2, 2 }, { 3e38f, 0, 0, 0 }) },
      { "layers.0.bias", DenseArray::FromFloat({ 2 }, { 0, 0 }) } });
  auto options = LinearProblem();
  options.Network.WeightsFile = weights;
  const Problem problem(options);
  const auto found =
    DecideAll(problem, InputPlane(problem.Data(), {}), Grid(2, { 3, 1, 1 }, { 1, 3, 0, 0, 0, 0 }));
  EXPECT_EQ(found.Class, (std::vector<int>{ 0, -1, -1 }));
  EXPECT_EQ(found.Confidence[0], 1.0);
  for (const int point : { 1, 2 })
  {
    EXPECT_TRUE(std::isnan(found.Confidence[point]) && std::isnan(found.Margin[point]));
    EXPECT_TRUE(std::isnan(found.Probability[2 * point + 1]));
  }
}

TEST(DecisionBoundary, StopsWhenAsked)
{
  const Problem problem(ImagesProblem());
  const InputPlane plane(problem.Data(), {});
  const Grid grid(2, { 2000, 2000, 1 }, plane.BoundsAround(0.1));
  EXPECT_THROW(
    Decide(problem, plane, grid, grid.WholeExtent(), 2, [](double) { return false; }), Aborted);
}

TEST(DecisionBoundary, NeedsClasses)
{
  Dataset regression;
  regression.Name = "Tensor File";
  regression.Targets = { 1.0f };
  ExpectContains(
    ErrorText([&] { RequireClasses(regression, LossKind::MeanSquaredError); }), "class labels");
  const Problem problem(ImagesProblem());
  ExpectContains(
    ErrorText([&] { RequireClasses(problem.Data(), LossKind::NetworkOutput); }), "Cross Entropy");
  RequireClasses(problem.Data(), LossKind::MeanSquaredError);
}

TEST(DecisionBoundary, NeedsAnOutputForEachOfSeveralClasses)
{
  auto options = LinearProblem();
  options.Network.WeightsFile = TestOutput("one_output.pt");
  WriteCheckpoint(options.Network.WeightsFile,
    { { "layers.0.weight", DenseArray::FromFloat({ 1, 2 }, { 1, 2 }) },
      { "layers.0.bias", DenseArray::FromFloat({ 1 }, { 0 }) } });
  options.Data.Kind = DatasetKind::TensorFile;
  options.Data.Path = TestOutput("one_class.pt");
  WriteCheckpoint(options.Data.Path,
    { { "inputs", DenseArray::FromFloat({ 2, 2 }, { 1, 2, 3, 5 }) },
      { "targets", DenseArray::FromInt64({ 2 }, { 0, 0 }) } });
  const Problem problem(options);
  ExpectContains(ErrorText([&] { NumberOfOutputs(problem); }), "a score for each class");
}

TEST(DecisionBoundary, RecipeNamesEverythingThatMadeIt)
{
  const Problem problem(ImagesProblem());
  const InputPlane plane(problem.Data(), { InputPlaneKind::ThreeSamples, { 7, 2, 10 } });
  const Grid grid(2, { 8, 6, 1 }, { -1, 1, 0, 2, 0, 0 });
  const auto recipe = nlohmann::json::parse(DecisionBoundaryRecipe(problem, plane, grid));
  EXPECT_EQ(recipe.at("source"), "Decision Boundary");
  EXPECT_EQ(recipe.at("network").at("torchscript_file"), problem.Options().Network.NetworkFile);
  EXPECT_EQ(recipe.at("weights").at("content_sha256"), problem.WeightsHash());
  EXPECT_EQ(recipe.at("data").at("samples"), 12);
  EXPECT_EQ(recipe.at("plane").at("kind"), "Three Samples");
  EXPECT_EQ(recipe.at("plane").at("samples"), nlohmann::json({ 7, 2, 10 }));
  EXPECT_EQ(recipe.at("plane").at("positions").at(1).at(0), plane.Samples()[1].Position[0]);
  EXPECT_EQ(recipe.at("grid").at("resolution"), nlohmann::json({ 8, 6 }));
  EXPECT_EQ(recipe.at("grid").at("bounds"), nlohmann::json({ { -1.0, 1.0 }, { 0.0, 2.0 } }));
  EXPECT_EQ(recipe.at("grid").at("unit"), "distance between normalised inputs");
  EXPECT_EQ(recipe.at("grid").at("points_per_batch"), 64);
  EXPECT_TRUE(recipe.at("versions").contains("libtorch"));
}
