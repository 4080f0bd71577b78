// SPDX-License-Identifier: BSD-3-Clause
// Truth: networks of Testing/Python/reference/make_derivatives.py whose stationary points are
// known.
#include "Testing/Core/Engine/NetworkTesting.h"

#include "Core/Engine/Studies/Certification/Certification.h"
#include "Core/Files/NumPy/Npz.h"

#include <cmath>

using namespace losslandscape;

namespace
{

std::string Folder(const std::string& network)
{
  return Reference("derivatives_" + network) + "/";
}

double ReferenceNumber(const std::string& network, const std::string& array)
{
  for (const auto& [name, values] : ReadNpz(Folder(network) + "derivatives.npz"))
  {
    if (name == array)
    {
      return values.ToDouble()[0];
    }
  }
  ADD_FAILURE() << "no array " << array;
  return 0.0;
}

std::shared_ptr<const Problem> LoadProblem(const std::string& network, LossKind loss)
{
  ProblemOptions options;
  options.Network.NetworkFile = Folder(network) + "scripted.pt";
  options.Data.Kind = DatasetKind::TensorFile;
  options.Data.Path = Folder(network) + "data.npz";
  options.Loss = loss;
  options.Device = "cpu";
  return std::make_shared<const Problem>(options);
}

Plane PlaneThroughTheSaddle()
{
  DirectionOptions options;
  options.Method = DirectionMethod::File;
  options.Files = { Folder("quadratic") + "through1.pt", Folder("quadratic") + "through2.pt" };
  return Plane(LoadProblem("quadratic", LossKind::NetworkOutput), 2, options);
}

Plane PlaneThroughTheMinimum()
{
  DirectionOptions options;
  options.IgnoreBiasAndNorm = false;
  return Plane(LoadProblem("converged", LossKind::MeanSquaredError), 2, options);
}

CertificationOptions CellsOf(double spacing)
{
  CertificationOptions options;
  options.Spacing = { spacing, spacing, spacing };
  options.EigenvalueTolerance = 1e-6;
  return options;
}

std::vector<Certificate> Certify(const Plane& plane,
  const std::vector<std::array<double, 3>>& points, const CertificationOptions& options,
  int threads = 1)
{
  std::vector<Certificate> certificates(points.size());
  CertifyPoints(plane, points, options, threads,
    [&](std::int64_t i, const Certificate& certificate) { certificates[i] = certificate; });
  return certificates;
}

TEST(Certification, TellsAMinimumOfTheSliceFromTheSaddleThatItIs)
{
  const auto found = Certify(PlaneThroughTheSaddle(), { { 0.95, 0.08, 0.0 } }, CellsOf(0.1))[0];
  EXPECT_EQ(found.Kind, StationaryKind::Minimum);
  EXPECT_TRUE(found.Survived);
  EXPECT_NEAR(found.Position[0], 1.0, 1e-10);
  EXPECT_NEAR(found.Position[1], 0.0, 1e-10);
  EXPECT_NEAR(found.Move, std::hypot(0.5, 0.8), 1e-8);
  EXPECT_NEAR(found.Loss, 3.0, 1e-12);
  EXPECT_LT(found.NetworkGradientNorm, 1e-9);
  EXPECT_NEAR(found.SmallestEigenvalue, -2.0, 1e-6);
  EXPECT_NEAR(found.LargestEigenvalue, 40.0, 1e-6);
  EXPECT_EQ(found.Ambient, NetworkKind::Saddle);
  EXPECT_EQ(Verdict(found), "minimum in this slice, saddle in the network");
}

TEST(Certification, CurvatureOfAQuadraticIsTheSameAtAnyScale)
{
  const auto found = Certify(PlaneThroughTheSaddle(), { { 0.95, 0.08, 0.0 } }, CellsOf(0.1))[0];
  for (int axis = 0; axis < 2; ++axis)
  {
    EXPECT_GT(found.HessianEigenvalues[axis], 0.0);
    EXPECT_NEAR(found.HessianEigenvalues[axis], found.GridScaleEigenvalues[axis], 1e-9);
  }
  EXPECT_EQ(found.HessianEigenvalues[2], 0.0);
  EXPECT_EQ(found.Hessian[1], found.Hessian[3]);
}

TEST(Certification, CertifiesTheMinimumOfAConvergedNetwork)
{
  const auto found = Certify(PlaneThroughTheMinimum(), { { 0.02, -0.03, 0.0 } }, CellsOf(0.05))[0];
  EXPECT_EQ(found.Kind, StationaryKind::Minimum);
  EXPECT_TRUE(found.Survived);
  EXPECT_NEAR(found.Position[0], 0.0, 1e-7);
  EXPECT_NEAR(found.Position[1], 0.0, 1e-7);
  EXPECT_LT(found.NetworkGradientNorm, 1e-6);
  EXPECT_NEAR(found.Loss, ReferenceNumber("converged", "loss"), 1e-9);
  EXPECT_NEAR(found.SmallestEigenvalue, ReferenceNumber("converged", "smallest"), 1e-5);
  EXPECT_NEAR(found.LargestEigenvalue, ReferenceNumber("converged", "largest"), 1e-5);
  EXPECT_EQ(found.Ambient, NetworkKind::Minimum);
  EXPECT_EQ(Verdict(found), "minimum in this slice, minimum in the network");
}

TEST(Certification, SaysThatASlopeIsNone)
{
  const auto found = Certify(PlaneThroughTheSaddle(), { { 4.0, 3.0, 0.0 } }, CellsOf(0.1))[0];
  EXPECT_EQ(found.Kind, StationaryKind::None);
  EXPECT_FALSE(found.Survived);
  EXPECT_EQ(found.Position[0], 4.0);
  EXPECT_EQ(found.Move, 0.0);
  EXPECT_GT(found.NetworkGradientNorm, 1.0);
  EXPECT_GT(found.InPlaneShare, 0.0);
  EXPECT_LE(found.InPlaneShare, 1.0);
  EXPECT_EQ(found.Ambient, NetworkKind::Slope);
  EXPECT_EQ(Verdict(found), "no critical point of this slice, no critical point of the network");
}

TEST(Certification, ShareOfTheGradientInThePlaneIgnoresHowThePlaneIsSpanned)
{
  // In one axis, the share is the cosine between gradient and direction.
  DirectionOptions options;
  options.Method = DirectionMethod::File;
  options.Files = { Folder("quadratic") + "through1.pt" };
  const Plane line(LoadProblem("quadratic", LossKind::NetworkOutput), 1, options);
  const auto found = Certify(line, { { 4.0, 0.0, 0.0 } }, CellsOf(0.1))[0];
  EXPECT_NEAR(found.InPlaneShare,
    std::fabs(found.Gradient[0]) / line.Norms()[0] / found.NetworkGradientNorm, 1e-12);
}

TEST(Certification, DoesNotDependOnThreadsOrOtherPoints)
{
  const Plane plane = PlaneThroughTheMinimum();
  const std::vector<std::array<double, 3>> points = { { 0.02, -0.03, 0 }, { 0.5, 0.1, 0 },
    { -0.01, 0.01, 0 } };
  const auto one = Certify(plane, points, CellsOf(0.05), 1);
  const auto three = Certify(plane, points, CellsOf(0.05), 3);
  const auto alone = Certify(plane, { points[2] }, CellsOf(0.05), 1)[0];
  for (std::size_t i = 0; i < points.size(); ++i)
  {
    EXPECT_EQ(one[i].Position, three[i].Position);
    EXPECT_EQ(one[i].Hessian, three[i].Hessian);
    EXPECT_EQ(one[i].SmallestEigenvalue, three[i].SmallestEigenvalue);
  }
  EXPECT_EQ(alone.Position, one[2].Position);
  EXPECT_EQ(alone.NetworkGradientNorm, one[2].NetworkGradientNorm);
}

TEST(Certification, CallsAPointWithoutCurvatureNoMinimum)
{
  ProblemOptions problem;
  problem.Network.NetworkFile = Reference("derivatives_monkey_saddle.pt");
  problem.Data.Kind = DatasetKind::TensorFile;
  problem.Data.Path = Folder("quadratic") + "data.npz";
  problem.Loss = LossKind::NetworkOutput;
  problem.Device = "cpu";
  DirectionOptions directions;
  directions.Normalization = Normalization::None;
  directions.IgnoreBiasAndNorm = false;
  const Plane plane(std::make_shared<const Problem>(problem), 2, directions);
  const auto found = Certify(plane, { { 0.0, 0.0, 0.0 } }, CellsOf(0.1))[0];
  EXPECT_EQ(found.NetworkGradientNorm, 0.0);
  EXPECT_EQ(found.Ambient, NetworkKind::Flat);
  ExpectContains(Verdict(found), "critical point without curvature of the network");
}

TEST(Certification, RefusesSettingsOutOfRange)
{
  const Plane plane = PlaneThroughTheMinimum();
  const auto textOf = [&](double CertificationOptions::*option, double value)
  {
    CertificationOptions options = CellsOf(0.05);
    options.*option = value;
    return ErrorText([&] { Certify(plane, { { 0.0, 0.0, 0.0 } }, options); });
  };
  const double nan = std::nan("");
  ExpectContains(textOf(&CertificationOptions::SmallestScale, nan), "SmallestScale");
  ExpectContains(textOf(&CertificationOptions::SmallestScale, 2.0), "SmallestScale");
  ExpectContains(textOf(&CertificationOptions::GradientTolerance, nan), "GradientTolerance");
  ExpectContains(textOf(&CertificationOptions::EigenvalueTolerance, nan), "EigenvalueTolerance");
}

TEST(Certification, StopsWhenAsked)
{
  const std::vector<std::array<double, 3>> many(100000, { 0.02, -0.03, 0.0 });
  EXPECT_THROW(CertifyPoints(
                 PlaneThroughTheMinimum(), many, CellsOf(0.05), 1,
                 [](std::int64_t, const Certificate&) {}, [](double) { return false; }),
    Aborted);
}

} // namespace
