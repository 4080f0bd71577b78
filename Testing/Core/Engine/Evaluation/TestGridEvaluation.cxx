// SPDX-License-Identifier: BSD-3-Clause
// Truth: surfaces of Testing/Python/reference/make_surfaces.py, evaluated point by point in double
// precision.
#include "Testing/Core/Engine/NetworkTesting.h"

#include "Core/Engine/Evaluation/DerivativeEvaluation.h"
#include "Core/Engine/Plane/PlaneInternals.h"
#include "Core/Engine/Problem/ProblemInternals.h"
#include "Core/Files/Checkpoints/Checkpoint.h"
#include "Core/Files/NumPy/Npz.h"

#include <torch/script.h>

#include <algorithm>
#include <atomic>
#include <cmath>
#include <map>
#include <thread>

using namespace losslandscape;

namespace
{

std::map<std::string, DenseArray> ReadArrays(const std::string& name)
{
  std::map<std::string, DenseArray> arrays;
  for (auto& [key, array] : ReadNpz(Reference(name)))
  {
    arrays.emplace(key, std::move(array));
  }
  return arrays;
}

ProblemOptions ReferenceProblem(const std::string& name)
{
  ProblemOptions options;
  options.Network.Architecture = name;
  options.Network.HiddenWidths = { 32, 16 };
  options.Network.WeightsFile = Reference(name + "/state_dict.pt");
  options.Data.Kind = DatasetKind::TensorFile;
  options.Data.Path = Reference(name + "/data.npz");
  options.Device = "cpu";
  return options;
}

DirectionOptions StoredDirections(const std::string& name)
{
  DirectionOptions options;
  options.Method = DirectionMethod::File;
  for (const char* number : { "1", "2", "3" })
  {
    options.Files.push_back(Reference(name + "/direction" + number + ".pt"));
  }
  return options;
}

const std::map<std::string, Grid>& Grids()
{
  static const std::map<std::string, Grid> grids = {
    { "plane7x5", Grid(2, { 7, 5, 0 }, { -1.0, 0.5, 0.0, 1.0, 0, 0 }) },
    { "plane1x9", Grid(2, { 1, 9, 0 }, { -1.0, 0.5, 0.0, 1.0, 0, 0 }) },
    { "line9", Grid(1, { 9, 0, 0 }, { -1.0, 1.0, 0, 0, 0, 0 }) },
    { "volume4x3x2", Grid(3, { 4, 3, 2 }, { -1.0, 0.5, 0.0, 1.0, -0.5, 0.5 }) },
  };
  return grids;
}

void ExpectNear(const std::vector<double>& values, const DenseArray& expected, double tolerance,
  const std::string& what)
{
  const auto truth = expected.ToDouble();
  ASSERT_EQ(values.size(), truth.size()) << what;
  for (std::size_t i = 0; i < values.size(); ++i)
  {
    if (std::isfinite(truth[i]))
    {
      EXPECT_NEAR(values[i], truth[i], tolerance * (1e-3 + std::fabs(truth[i])))
        << what << " " << i;
    }
    else
    {
      EXPECT_EQ(std::isnan(values[i]), std::isnan(truth[i])) << what << " " << i;
      EXPECT_EQ(std::isinf(values[i]), std::isinf(truth[i])) << what << " " << i;
    }
  }
}

void CompareOnAllGrids(
  const std::string& network, const ProblemOptions& options, const std::string& loss)
{
  const auto truth = ReadArrays(network + "/surfaces.npz");
  const auto problem = std::make_shared<const Problem>(options);
  for (const auto& [name, grid] : Grids())
  {
    const Plane plane(problem, grid.Dimension(), StoredDirections(network));
    const Surface surface = EvaluateAll(plane, grid);
    ExpectNear(surface.Loss, truth.at(name + "_" + loss + "_loss"), 1e-5, name + " loss");
    const auto error = truth.find(name + "_" + loss + "_loss_standard_error");
    if (error != truth.end())
    {
      ExpectNear(surface.StandardError, error->second, 1e-5, name + " standard error");
    }
  }
}

/// The given targets of the reference in a file of their own.
std::string FloatTargets(const std::string& network)
{
  const auto data = ReadArrays(network + "/data.npz");
  const auto path = TestOutput(network + "_float_targets.pt");
  WriteCheckpoint(
    path, { { "inputs", data.at("inputs") }, { "targets", data.at("targets_float") } });
  return path;
}

} // namespace

class ReferenceNetwork : public testing::TestWithParam<const char*>
{
};

TEST_P(ReferenceNetwork, CrossEntropyEqualsTheDirectEvaluation)
{
  CompareOnAllGrids(GetParam(), ReferenceProblem(GetParam()), "cross_entropy");
}

TEST_P(ReferenceNetwork, MeanSquaredErrorToOneHotEqualsTheDirectEvaluation)
{
  auto options = ReferenceProblem(GetParam());
  options.Loss = LossKind::MeanSquaredError;
  CompareOnAllGrids(GetParam(), options, "mean_squared_error");
}

TEST_P(ReferenceNetwork, MeanSquaredErrorToValuesEqualsTheDirectEvaluation)
{
  auto options = ReferenceProblem(GetParam());
  options.Loss = LossKind::MeanSquaredError;
  options.Data.Path = FloatTargets(GetParam());
  CompareOnAllGrids(GetParam(), options, "mean_squared_error_float");
}

TEST_P(ReferenceNetwork, TorchScriptRouteGivesTheSameSurface)
{
  auto options = ReferenceProblem(GetParam());
  options.Network.NetworkFile = Reference(std::string(GetParam()) + "/scripted.pt");
  options.Network.WeightsFile.clear();
  CompareOnAllGrids(GetParam(), options, "cross_entropy");
}

TEST_P(ReferenceNetwork, AccuracyIsThePercentageOfRightAnswers)
{
  const auto truth = ReadArrays(std::string(GetParam()) + "/surfaces.npz");
  const auto problem = std::make_shared<const Problem>(ReferenceProblem(GetParam()));
  const Grid& grid = Grids().at("plane7x5");
  const Surface surface = EvaluateAll(Plane(problem, 2, StoredDirections(GetParam())), grid);
  const auto fractions = truth.at("plane7x5_accuracy").ToDouble();
  for (std::size_t i = 0; i < fractions.size(); ++i)
  {
    // Single precision may decide one tie of fifty samples otherwise.
    EXPECT_NEAR(surface.Accuracy[i], 100.0 * fractions[i], 2.01);
  }
}

INSTANTIATE_TEST_SUITE_P(Networks, ReferenceNetwork, testing::Values("resnet8-noskip", "mlp"),
  [](const auto& info) { return std::string(info.param).substr(0, 3); });

TEST(Objective, PerSampleLossIsAveraged)
{
  auto options = ReferenceProblem("mlp");
  options.Network.NetworkFile = Reference("mlp/objective_scripted.pt");
  options.Network.WeightsFile.clear();
  options.Loss = LossKind::NetworkOutput;
  CompareOnAllGrids("mlp", options, "objective");
}

TEST(Objective, NegativeLossesStayNegative)
{
  auto options = ReferenceProblem("mlp");
  options.Network.NetworkFile = Reference("mlp/objective_scalar_scripted.pt");
  options.Network.WeightsFile.clear();
  options.Loss = LossKind::NetworkOutput;
  CompareOnAllGrids("mlp", options, "objective_scalar");
  const auto truth = ReadArrays("mlp/surfaces.npz").at("plane7x5_objective_scalar_loss").ToDouble();
  EXPECT_LT(*std::min_element(truth.begin(), truth.end()), 0.0);
}

TEST(Objective, NonFiniteLossesStayInTheirPlaces)
{
  auto options = ReferenceProblem("mlp");
  options.Network.NetworkFile = Reference("mlp/nan_scripted.pt");
  options.Network.WeightsFile.clear();
  options.Loss = LossKind::NetworkOutput;
  CompareOnAllGrids("mlp", options, "nan");
}

TEST(GridEvaluation, IsBitIdenticalForAnyExtentAndNumberOfThreads)
{
  for (const bool scripted : { false, true })
  {
    auto options = ReferenceProblem("resnet8-noskip");
    options.BatchSize = 16;
    if (scripted)
    {
      options.Network.NetworkFile = Reference("resnet8-noskip/scripted.pt");
      options.Network.WeightsFile.clear();
    }
    const Plane plane(
      std::make_shared<const Problem>(options), 2, StoredDirections("resnet8-noskip"));
    const Grid& grid = Grids().at("plane7x5");
    const Surface one = EvaluateAll(plane, grid, 1);
    for (const int threads : { 2, 5, 50 })
    {
      const Surface more = EvaluateAll(plane, grid, threads);
      EXPECT_EQ(more.Loss, one.Loss);
      EXPECT_EQ(more.StandardError, one.StandardError);
    }
    const Surface part = EvaluateExtent(plane, grid, { 2, 5, 1, 3, 0, 0 }, 2);
    for (int j = 1; j <= 3; ++j)
    {
      for (int i = 2; i <= 5; ++i)
      {
        EXPECT_EQ(part.Loss[(j - 1) * 4 + i - 2], one.Loss[j * 7 + i]);
      }
    }
  }
}

TEST(GridEvaluation, MakesWorkersAndTheirNetworksOncePerPlane)
{
  constexpr int threads = 2;
  const auto problem = std::make_shared<const Problem>(ReferenceProblem("mlp"));
  const Plane plane(problem, 2, StoredDirections("mlp"));
  const Grid grid(2, { 4, 4, 1 }, { -1.0, 0.5, 0.0, 1.0, 0, 0 });
  const Surface expected = EvaluateAll(plane, grid, threads);
  DerivativeOptions gradient;
  gradient.Gradient = true;
  std::vector<double> norms;
  for (int call = 0; call < 6; ++call)
  {
    EXPECT_EQ(EvaluateAll(plane, grid, threads).Loss, expected.Loss);
    const PlanePoints point = { 1, [](std::int64_t) { return std::array{ 0.5, 0.25, 0.0 }; } };
    norms.push_back(DerivativesAt(plane, point, gradient, threads)[0].NetworkGradientNorm);
  }
  EXPECT_EQ(norms, std::vector<double>(6, norms.front()));
  EXPECT_LE(plane.GetInternals().Evaluators.Made(), std::size_t(threads));
  EXPECT_EQ(plane.GetInternals().Derivatives.Made(), 1u);
  const Plane moved(plane, problem);
  EXPECT_EQ(moved.GetInternals().Evaluators.Made(), 0u);
  EXPECT_EQ(EvaluateAll(moved, grid, threads).Loss, expected.Loss);
}

TEST(GridEvaluation, LeavesTheNetworkAlone)
{
  const auto problem = std::make_shared<const Problem>(ReferenceProblem("mlp"));
  const auto before = HashTensors(problem->GetInternals().Network->State());
  EvaluateAll(Plane(problem, 2, StoredDirections("mlp")), Grids().at("plane7x5"));
  EXPECT_EQ(HashTensors(problem->GetInternals().Network->State()), before);
}

TEST(GridEvaluation, AModuleThatWritesToItsInputsLeavesTheDataAlone)
{
  torch::jit::Module module("Scaling");
  module.register_parameter("weight", torch::full({ 1 }, 2.0F), false);
  module.define("def forward(self, x):\n    return x.mul_(self.weight)\n");
  const auto file = TestOutput("writes_to_inputs.pt");
  module.save(file);
  const auto data = TestOutput("ones.pt");
  const auto ones = DenseArray::FromFloat({ 3, 1 }, { 1.0F, 1.0F, 1.0F });
  WriteCheckpoint(data, { { "inputs", ones }, { "targets", ones } });

  ProblemOptions options;
  options.Network.NetworkFile = file;
  options.Data.Kind = DatasetKind::TensorFile;
  options.Data.Path = data;
  options.Loss = LossKind::MeanSquaredError;
  DirectionOptions directions;
  directions.IgnoreBiasAndNorm = false;
  const Plane plane(std::make_shared<const Problem>(options), 1, directions);
  // (2 - 1)^2 at the centre, and as good as there.
  for (const double loss :
    EvaluateAll(plane, Grid(1, { 3, 1, 1 }, { -1e-9, 1e-9, 0, 0, 0, 0 })).Loss)
  {
    EXPECT_NEAR(loss, 1.0, 1e-6);
  }
}

TEST(GridEvaluation, StopsWhenAskedAndReportsFromTheCallingThread)
{
  const auto problem = std::make_shared<const Problem>(ReferenceProblem("resnet8-noskip"));
  const Plane plane(problem, 2, StoredDirections("resnet8-noskip"));
  const Grid large(2, { 400, 400, 1 }, { -1, 1, -1, 1, 0, 0 });
  const auto caller = std::this_thread::get_id();
  int calls = 0;
  EXPECT_THROW(EvaluateExtent(plane, large, large.WholeExtent(), 2,
                 [&](double fraction)
                 {
                   EXPECT_EQ(std::this_thread::get_id(), caller);
                   EXPECT_LT(fraction, 0.5);
                   return ++calls < 3;
                 }),
    Aborted);
  EXPECT_EQ(calls, 3);
}

TEST(GridEvaluation, PassesOnWhatTheCallbackThrows)
{
  const auto problem = std::make_shared<const Problem>(ReferenceProblem("resnet8-noskip"));
  const Plane plane(problem, 2, StoredDirections("resnet8-noskip"));
  const Grid large(2, { 400, 400, 1 }, { -1, 1, -1, 1, 0, 0 });
  EXPECT_THROW(EvaluateExtent(plane, large, large.WholeExtent(), 2,
                 [](double) -> bool { throw Error("from the callback"); }),
    Error);
}

TEST(GridEvaluation, EmptyExtentsAreFine)
{
  const auto problem = std::make_shared<const Problem>(ReferenceProblem("mlp"));
  const Plane plane(problem, 2, StoredDirections("mlp"));
  EXPECT_TRUE(EvaluateExtent(plane, Grids().at("plane7x5"), { 0, -1, 0, -1, 0, -1 }).Loss.empty());
}

TEST(GridEvaluation, RefusesNegativeThreads)
{
  const auto problem = std::make_shared<const Problem>(ReferenceProblem("mlp"));
  const Plane plane(problem, 2, StoredDirections("mlp"));
  ExpectContains(
    ErrorText([&] { EvaluateAll(plane, Grids().at("plane7x5"), -1); }), "threads is negative");
}
