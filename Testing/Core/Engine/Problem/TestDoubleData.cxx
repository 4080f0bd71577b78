// SPDX-License-Identifier: BSD-3-Clause
// Data in double precision for networks that compute in it. The network w (x - offset) has a mean
// squared error that plain arithmetic gives.
#include "Testing/Core/Engine/NetworkTesting.h"

#include "Core/Engine/Problem/ProblemInternals.h"

#include <torch/script.h>

#include <cmath>

using namespace losslandscape;

namespace
{

constexpr double Offset = 1.7e9;
constexpr double Weight = 0.75;
constexpr int Samples = 40;

double InputAt(int sample)
{
  return Offset + 0.37 * sample;
}

double TargetAt(int sample)
{
  return std::sin(0.1 * sample) / 3.0;
}

std::string Network(torch::ScalarType type)
{
  torch::jit::Module module("Line");
  module.register_parameter("weight", torch::full({ 1 }, Weight, type), false);
  module.define("def forward(self, x):\n  return (x - 1700000000.0) * self.weight\n");
  const auto path = TestOutput(type == torch::kFloat64 ? "double-line.ts" : "single-line.ts");
  module.save(path);
  return path;
}

/// The data as doubles, or what floats make of them.
std::string Data(bool asFloats)
{
  std::vector<double> inputs;
  std::vector<double> targets;
  for (int sample = 0; sample < Samples; ++sample)
  {
    inputs.push_back(InputAt(sample));
    targets.push_back(TargetAt(sample));
  }
  const std::vector<std::int64_t> shape = { Samples, 1 };
  const auto path = TestOutput(asFloats ? "single-data.pt" : "double-data.pt");
  const auto array = [&](const std::vector<double>& values)
  {
    return asFloats ? DenseArray::FromFloat(shape, std::vector<float>(values.begin(), values.end()))
                    : DenseArray::FromDouble(shape, values);
  };
  WriteCheckpoint(path, { { "inputs", array(inputs) }, { "targets", array(targets) } });
  return path;
}

ProblemOptions Options(torch::ScalarType type, bool asFloats)
{
  ProblemOptions options;
  options.Network.NetworkFile = Network(type);
  options.Data.Kind = DatasetKind::TensorFile;
  options.Data.Path = Data(asFloats);
  options.Loss = LossKind::MeanSquaredError;
  options.Device = "cpu";
  options.BatchSize = 7;
  return options;
}

double CentreLoss(const ProblemOptions& options)
{
  const Plane plane(std::make_shared<const Problem>(options), 1, {});
  return EvaluateAll(plane, Grid(1, { 1, 1, 1 }, { 0, 0, 0, 0, 0, 0 })).Loss[0];
}

double ExactLoss()
{
  double sum = 0.0;
  for (int sample = 0; sample < Samples; ++sample)
  {
    const double error = (InputAt(sample) - Offset) * Weight - TargetAt(sample);
    sum += error * error;
  }
  return sum / Samples;
}

} // namespace

TEST(DoubleData, DoubleNetworksGetTheNumbersOfTheFile)
{
  EXPECT_NEAR(CentreLoss(Options(torch::kFloat64, false)), ExactLoss(), 1e-12 * ExactLoss());
}

TEST(DoubleData, FloatNetworksGetFloatsToTheBit)
{
  const auto doubles = Options(torch::kFloat32, false);
  const auto floats = Options(torch::kFloat32, true);
  EXPECT_EQ(CentreLoss(doubles), CentreLoss(floats));
  EXPECT_EQ(Problem(doubles).Data().Hash, Problem(floats).Data().Hash);
  EXPECT_TRUE(Problem(doubles).Data().DoubleInputs.empty());
}

TEST(DoubleData, ARoundedFileIsAnotherContentForDoubleNetworks)
{
  EXPECT_NE(Problem(Options(torch::kFloat64, false)).Data().Hash,
    Problem(Options(torch::kFloat64, true)).Data().Hash);
}

TEST(DoubleData, AFloatNetworkConvertedToDoubleGetsThemToo)
{
  const auto problem =
    Problem::InDoublePrecision(std::make_shared<const Problem>(Options(torch::kFloat32, false)));
  const auto& batches = problem->GetInternals().Batches;
  EXPECT_EQ(batches[1].Inputs.front()[2][0].item<double>(), InputAt(9));
  EXPECT_EQ(batches[1].Targets[2][0].item<double>(), TargetAt(9));
}
