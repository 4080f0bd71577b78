// SPDX-License-Identifier: BSD-3-Clause
// Truth: the processor.
#include "Testing/Core/Engine/GpuTesting.h"

#include "Core/Engine/Studies/Decision/DecisionBoundary.h"
#include "Core/Engine/Studies/Training/Training.h"

#include <cmath>

using namespace losslandscape;

namespace
{

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
  options.OutputDirectory = TestOutput("run");
  options.EpochsPerCheckpoint = 40;
  options.Device = "cuda";
  return options;
}

std::vector<double> Probabilities(const Problem& problem)
{
  const InputPlane plane(problem.Data(), {});
  const Grid grid(2, { 21, 17, 1 }, plane.BoundsAround(0.1));
  const std::int64_t outputs = NumberOfOutputs(problem);
  const auto points = static_cast<std::size_t>(NumberOfPoints(grid.WholeExtent()));
  std::vector<double> probabilities(points * static_cast<std::size_t>(outputs));
  std::vector<int> classes(points);
  std::vector<double> confidence(points), margin(points);
  EvaluateDecisions(problem, plane, grid, grid.WholeExtent(), outputs, 1,
    { probabilities.data(), classes.data(), confidence.data(), margin.data() });
  return probabilities;
}

} // namespace

class GpuStudies : public OnGpu
{
};

TEST_F(GpuStudies, TrainingLearnsTheSpirals)
{
  const TrainingOptions options = SpiralTraining();
  const auto result = Train(options);
  const EpochRecord& last = result.Epochs.back();
  EXPECT_GT(last.TrainAccuracy, 95.0);
  EXPECT_GT(last.TestAccuracy, 95.0);
  ProblemOptions trained;
  trained.Network = options.Network;
  trained.Network.WeightsFile = result.Checkpoints.back();
  trained.Data.Kind = DatasetKind::Spirals;
  trained.Device = "cpu";
  const Plane plane(std::make_shared<const Problem>(trained), 1, {});
  const Grid centre(1, { 1, 1, 1 }, { 0, 0, 0, 0, 0, 0 });
  EXPECT_NEAR(EvaluateAll(plane, centre).Loss[0], last.TrainLoss, 1e-3 * last.TrainLoss);
}

TEST_F(GpuStudies, DecisionsAreThoseOfTheProcessor)
{
  const ProblemOptions options = RandomProblem({ "resnet8", {}, { 3, 16, 16 } }, 16);
  const auto found = Probabilities(*GpuProblem(options));
  const auto right = Probabilities(Problem(options));
  ASSERT_EQ(found.size(), right.size());
  for (std::size_t i = 0; i < right.size(); ++i)
  {
    EXPECT_NEAR(found[i], right[i], 1e-4) << i;
  }
}
