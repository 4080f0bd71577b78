// SPDX-License-Identifier: BSD-3-Clause
#include "Testing/Core/Engine/NetworkTesting.h"

#include "Core/Engine/Problem/ProblemInternals.h"
#include "Core/Files/Checkpoints/Checkpoint.h"

#include <cmath>
#include <fstream>

using namespace losslandscape;

namespace
{

std::string Output(const std::string& name)
{
  return TestOutput(name);
}

/// mlp 2-3-2 with zero weights: every class gets probability 1/2.
std::string ZeroWeights()
{
  const auto path = Output("zero_mlp.pt");
  WriteCheckpoint(path,
    { { "layers.0.weight", DenseArray::FromFloat({ 3, 2 }, std::vector<float>(6)) },
      { "layers.0.bias", DenseArray::FromFloat({ 3 }, std::vector<float>(3)) },
      { "layers.1.weight", DenseArray::FromFloat({ 2, 3 }, std::vector<float>(6)) },
      { "layers.1.bias", DenseArray::FromFloat({ 2 }, std::vector<float>(2)) } });
  return path;
}

ProblemOptions ZeroProblem()
{
  ProblemOptions options;
  options.Network.Architecture = "mlp";
  options.Network.HiddenWidths = { 3 };
  options.Network.WeightsFile = ZeroWeights();
  options.Data.Kind = DatasetKind::Spirals;
  options.Device = "cpu";
  return options;
}

std::string Write(const std::string& name, const std::string& content)
{
  const auto path = Output(name);
  std::ofstream(path, std::ios::binary) << content;
  return path;
}

LossValue CentreLoss(const ProblemOptions& options)
{
  const Plane plane(std::make_shared<const Problem>(options), 1, {});
  const Surface surface = EvaluateAll(plane, Grid(1, { 1, 1, 1 }, { 0, 0, 0, 0, 0, 0 }));
  return { surface.Loss[0], surface.Accuracy[0], surface.StandardError[0] };
}

std::string ProblemError(const ProblemOptions& options)
{
  return ErrorText([&] { Problem problem(options); });
}

} // namespace

TEST(Problem, AnUndecidedNetworkHasLossLogTwo)
{
  const LossValue value = CentreLoss(ZeroProblem());
  EXPECT_NEAR(value.Loss, std::log(2.0), 1e-12);
  EXPECT_NEAR(value.StandardError, 0.0, 1e-12);
  EXPECT_NEAR(value.Accuracy, 50.0, 1e-9);
}

TEST(Problem, ZeroOutputsHaveMeanSquaredErrorOneHalf)
{
  auto options = ZeroProblem();
  options.Loss = LossKind::MeanSquaredError;
  EXPECT_NEAR(CentreLoss(options).Loss, 0.5, 1e-12);
}

TEST(Problem, BatchesAreWeightedByTheirSize)
{
  auto options = ZeroProblem();
  options.Data.NumberOfSamples = 10;
  options.BatchSize = 4;
  const Problem problem(options);
  EXPECT_EQ(problem.GetInternals().Batches.size(), 3u);
  EXPECT_NEAR(CentreLoss(options).Loss, std::log(2.0), 1e-12);
}

TEST(Problem, ContentHashDoesNotDependOnTheFile)
{
  auto options = ZeroProblem();
  const Problem first(options);
  const auto copy = Output("zero_mlp_copy.pt");
  WriteCheckpoint(copy, ReadCheckpoint(options.Network.WeightsFile).Tensors);
  options.Network.WeightsFile = copy;
  const Problem second(options);
  EXPECT_EQ(first.WeightsHash(), second.WeightsHash());
  EXPECT_NE(first.WeightsSource(), second.WeightsSource());
  EXPECT_EQ(first.WeightsHash().size(), 64u);
}

TEST(Problem, NamesTheMissingWeights)
{
  auto options = ZeroProblem();
  options.Network.WeightsFile = "/no/such/weights.pt";
  ExpectContains(ProblemError(options), "/no/such/weights.pt");
  options.Network.WeightsFile.clear();
  options.Network.Architecture = "resnet110";
  options.Data.Kind = DatasetKind::Digits;
  ExpectContains(ProblemError(options), "resnet110 on Digits");
}

TEST(Problem, RefusesBrokenNetworkFiles)
{
  auto options = ZeroProblem();
  options.Network.WeightsFile.clear();
  const std::pair<const char*, std::string> files[] = { { "empty.pt", "" },
    { "random.pt", "\x93\x11\x07 no network \xff" }, { "zip.pt", "PK\x03\x04 broken" } };
  for (const auto& [name, content] : files)
  {
    options.Network.NetworkFile = Write(name, content);
    ExpectContains(ProblemError(options), name);
  }
  options.Network.NetworkFile = "/no/such/network.pt";
  ExpectContains(ProblemError(options), "/no/such/network.pt");
  options.Network.NetworkFile = ZeroWeights();
  ExpectContains(ProblemError(options), "torch.jit");
}

TEST(Problem, RefusesTruncatedTorchScript)
{
  std::ifstream file(Reference("mlp_scripted.pt"), std::ios::binary);
  const std::string whole((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
  ASSERT_GT(whole.size(), 1000u);
  auto options = ZeroProblem();
  options.Network.WeightsFile.clear();
  for (const double share : { 0.1, 0.5, 0.9, 0.999 })
  {
    const auto length = static_cast<std::size_t>(share * static_cast<double>(whole.size()));
    options.Network.NetworkFile = Write("truncated_script.pt", whole.substr(0, length));
    ExpectContains(ProblemError(options), "truncated_script.pt");
  }
}

TEST(Problem, ReportsANetworkThatDoesNotFitTheData)
{
  auto options = ZeroProblem();
  options.Network.WeightsFile.clear();
  options.Network.NetworkFile = Reference("resnet8_scripted.pt");
  ExpectContains(ProblemError(options), "resnet8_scripted.pt");
}

TEST(Problem, ReportsLabelsBeyondTheOutputs)
{
  ProblemOptions options;
  options.Network.NetworkFile = Reference("mlp_scripted.pt");
  options.Device = "cpu";
  options.Data.Kind = DatasetKind::TensorFile;
  options.Data.Path = Output("labels.pt");
  WriteCheckpoint(options.Data.Path,
    { { "inputs", DenseArray::FromFloat({ 2, 64 }, std::vector<float>(128)) },
      { "targets", DenseArray::FromInt64({ 2 }, { 3, 10 }) } });
  ExpectContains(ProblemError(options), "class 10");
}

TEST(Problem, SaysWhatTorchScriptsInterpreterSays)
{
  ProblemOptions options;
  options.Network.NetworkFile = Reference("derivatives_tanh/scripted.pt");
  options.Data.Kind = DatasetKind::TensorFile;
  options.Data.Path = Reference("derivatives_quadratic/data.npz");
  options.Device = "cpu";
  const auto text = ProblemError(options);
  ExpectContains(text, "scripted.pt");
  ExpectContains(text, "shapes cannot be multiplied");
}

TEST(Problem, RefusesOwnLossOfABuiltInNetwork)
{
  auto options = ZeroProblem();
  options.Loss = LossKind::NetworkOutput;
  ExpectContains(ProblemError(options), "no loss of its own");
}

TEST(Problem, RefusesUnknownAndAbsentDevices)
{
  auto options = ZeroProblem();
  options.Device = "quantum";
  ExpectContains(ProblemError(options), "'quantum'");
  options.Device = "cuda:zero";
  ExpectContains(ProblemError(options), "'cuda:zero'");
  options.Device = "cuda:97";
  ExpectContains(ProblemError(options), "cuda:97");
}

TEST(Problem, RefusesNegativeBatchSizes)
{
  auto options = ZeroProblem();
  options.BatchSize = -3;
  ExpectContains(ProblemError(options), "-3");
}

TEST(Plane, NamesWhatIsWrongWithDirectionFiles)
{
  const auto problem = std::make_shared<const Problem>(ZeroProblem());
  DirectionOptions options;
  options.Method = DirectionMethod::File;
  const auto error = [&] { return ErrorText([&] { Plane plane(problem, 1, options); }); };
  ExpectContains(error(), "one file per axis");
  options.Files = { "/no/such/direction.pt" };
  ExpectContains(error(), "/no/such/direction.pt");

  options.Files = { Output("direction.pt") };
  WriteCheckpoint(options.Files[0],
    { { "layers.0.weight", DenseArray::FromFloat({ 2, 2 }, std::vector<float>(4)) } });
  ExpectContains(error(), "(3, 2)");
  WriteCheckpoint(
    options.Files[0], { { "stranger", DenseArray::FromFloat({ 2, 2 }, std::vector<float>(4)) } });
  ExpectContains(error(), "stranger");
  WriteCheckpoint(
    options.Files[0], { { "layers.0.bias", DenseArray::FromFloat({ 3 }, { 1.0f, NAN, 0.0f }) } });
  ExpectContains(error(), "layers.0.bias");
}

TEST(Plane, StoredDirectionsAreTakenAsTheyAre)
{
  const auto problem = std::make_shared<const Problem>(ZeroProblem());
  DirectionOptions options;
  options.Method = DirectionMethod::File;
  options.Files = { Output("bias_direction.pt"), Output("bias_direction.pt") };
  WriteCheckpoint(
    options.Files[0], { { "layers.1.bias", DenseArray::FromFloat({ 2 }, { 3.0f, 4.0f }) } });
  const Plane plane(problem, 2, options);
  EXPECT_NEAR(plane.Norms()[0], 5.0, 1e-12);
  EXPECT_NEAR(plane.Cosines().at(0), 1.0, 1e-12);
  // softmax of (3 a, 4 a): the loss of class 0 is log(1 + e^a), of class 1 log(1 + e^-a).
  const Surface surface = EvaluateAll(plane, Grid(1, { 3, 1, 1 }, { -1, 1, 0, 0, 0, 0 }));
  const double expected = 0.5 * (std::log(1 + std::exp(1.0)) + std::log(1 + std::exp(-1.0)));
  EXPECT_NEAR(surface.Loss[0], expected, 1e-6);
  EXPECT_NEAR(surface.Loss[1], std::log(2.0), 1e-12);
  EXPECT_NEAR(surface.Loss[2], expected, 1e-6);
}
