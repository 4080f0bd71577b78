// SPDX-License-Identifier: BSD-3-Clause
// Truth: the surface that the original program of Li et al. computed for a ResNet-20 on CIFAR-10
// images, stored outside the repository (the images may not be shipped).
#include "Testing/Core/Engine/NetworkTesting.h"

#include "Core/Engine/Derivatives/ParameterSpaceLoss.h"
#include "Core/Engine/Evaluation/DerivativeEvaluation.h"
#include "Core/Files/NumPy/Npz.h"

#include <cmath>
#include <fstream>
#include <vector>

using namespace losslandscape;

namespace
{

const std::string Folder =
  std::string(LOSSLANDSCAPE_SHARED_DATA) + "/landscape-reference/resnet20/";

enum class Route
{
  BuiltIn,
  Scripted,
  Traced,
  Checkpoint
};

ProblemOptions ReferenceProblem(Route route)
{
  ProblemOptions options;
  options.Device = "cpu";
  options.Data.Kind = DatasetKind::Cifar10;
  options.Data.Path = Folder + "images.bin";
  options.Data.Mean = { 0.485, 0.456, 0.406 };
  options.Data.StandardDeviation = { 0.229, 0.224, 0.225 };
  switch (route)
  {
    case Route::BuiltIn:
      options.Network.WeightsFile = Folder + "state_dict.pt";
      break;
    case Route::Scripted:
      options.Network.NetworkFile = Folder + "model_scripted.pt";
      break;
    case Route::Traced:
      options.Network.NetworkFile = Folder + "model_traced.pt";
      break;
    case Route::Checkpoint:
      options.Network.WeightsFile = LOSSLANDSCAPE_SHARED_DATA "/checkpoints/resnet20-12fca82f.th";
      break;
  }
  return options;
}

Plane ReferencePlane(Route route)
{
  DirectionOptions directions;
  directions.Method = DirectionMethod::File;
  directions.Files = { Folder + "direction1.pt", Folder + "direction2.pt" };
  return Plane(std::make_shared<const Problem>(ReferenceProblem(route)), 2, directions);
}

struct Truth
{
  std::vector<double> Loss;
  std::vector<double> Accuracy;
};

Truth ReadTruth()
{
  Truth truth;
  for (const auto& [name, array] : ReadNpz(Folder + "surface.npz"))
  {
    if (name == "train_loss")
    {
      truth.Loss = array.ToDouble();
    }
    else if (name == "train_acc")
    {
      truth.Accuracy = array.ToDouble();
    }
  }
  return truth;
}

/// Compares every `step`-th point along each axis of the stored 21x21 surface.
void CompareEvery(int step, Route route)
{
  const Truth truth = ReadTruth();
  ASSERT_EQ(truth.Loss.size(), 441u);
  const int points = 20 / step + 1;
  const Grid grid(2, { points, points, 1 }, { -1, 1, -1, 1, 0, 0 });
  const Surface surface = EvaluateAll(ReferencePlane(route), grid);
  for (int j = 0; j < points; ++j)
  {
    for (int i = 0; i < points; ++i)
    {
      const auto ours = static_cast<std::size_t>(j * points + i);
      const auto theirs = static_cast<std::size_t>(j * step * 21 + i * step);
      EXPECT_NEAR(surface.Loss[ours] / truth.Loss[theirs], 1.0, 1e-5) << i << " " << j;
      EXPECT_NEAR(surface.Accuracy[ours], truth.Accuracy[theirs], 1e-9) << i << " " << j;
    }
  }
}

} // namespace

TEST(ReferenceSurface, EveryPointEqualsTheOriginalProgram)
{
  CompareEvery(1, Route::BuiltIn);
}

TEST(ReferenceSurface, ScriptedRouteIsTheSame)
{
  CompareEvery(5, Route::Scripted);
}

TEST(ReferenceSurface, TracedRouteIsTheSame)
{
  CompareEvery(5, Route::Traced);
}

TEST(ReferenceSurface, CheckpointRouteIsTheSame)
{
  CompareEvery(5, Route::Checkpoint);
}

TEST(ReferenceSurface, NormsOfTheStoredDirectionsAreThePublishedOnes)
{
  const Plane plane = ReferencePlane(Route::BuiltIn);
  EXPECT_NEAR(plane.Norms()[0], 50.1494, 1e-4);
  EXPECT_NEAR(plane.Norms()[1], 50.1494, 1e-4);
  EXPECT_NEAR(plane.Cosines()[0], -0.003922, 1e-6);
}

/// The numbers of the folder's README: first 500 images, double precision. Our images are
/// normalised in single precision: that moves the loss by 1e-7.
TEST(ReferenceSurface, DerivativesAtTheCentreAreThePublishedOnes)
{
  const std::string images = TestOutput("first500.bin");
  std::ifstream all(Folder + "images.bin", std::ios::binary);
  std::vector<char> bytes(500 * 3073);
  all.read(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  std::ofstream(images, std::ios::binary)
    .write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  auto options = ReferenceProblem(Route::BuiltIn);
  options.Data.Path = images;
  options.BatchSize = 20; // large ones spend their time on mapping memory
  const auto problem = Problem::InDoublePrecision(std::make_shared<const Problem>(options));
  ParameterSpaceLoss loss(problem, 0);
  EXPECT_NEAR(loss.Value(Eigen::VectorXd::Zero(loss.Size())), 0.895705467, 2e-7);

  const Plane plane(ReferencePlane(Route::BuiltIn), problem);
  DerivativeOptions derivatives;
  derivatives.Gradient = derivatives.Hessian = true;
  const PointDerivatives found =
    DerivativesAt(plane, { 1, [](std::int64_t) { return std::array<double, 3>{}; } }, derivatives)[0];
  EXPECT_NEAR(found.Gradient[0], -0.692234881, 5e-5);
  EXPECT_NEAR(found.Gradient[1], -0.277391067, 5e-5);
  EXPECT_NEAR(found.Hessian[0], 33.875553, 2e-3);
  EXPECT_NEAR(found.Hessian[1], 2.828611, 2e-3);
  EXPECT_NEAR(found.Hessian[4], 37.613285, 2e-3);
}
