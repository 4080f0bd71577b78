// SPDX-License-Identifier: BSD-3-Clause
// Truth: central differences of the landscape's own losses. TestDerivatives compares with Python.
#include "Testing/Core/Engine/DerivativeTesting.h"

#include "Core/Engine/Derivatives/ParameterSpaceLoss.h"
#include "Core/Engine/Evaluation/DerivativeEvaluation.h"
#include "Core/Engine/Studies/Certification/Certification.h"

#include <Eigen/Eigenvalues>

using namespace losslandscape;

namespace
{

constexpr double Step = 1e-3;

/// Statistics from 18 of the 40 samples.
std::shared_ptr<const Problem> ProblemOfSome()
{
  auto options = ProblemOf("recalibrated");
  options.BatchNorm.RecalibrationSamples = 18;
  return std::make_shared<Problem>(options);
}

std::shared_ptr<const Plane> PlaneOf(std::shared_ptr<const Problem> problem, int dimension = 2)
{
  DirectionOptions options;
  options.IgnoreBiasAndNorm = false;
  return std::make_shared<Plane>(std::move(problem), dimension, options);
}

PointDerivatives DerivativesAt(const Plane& plane, const std::array<double, 3>& point)
{
  DerivativeOptions options;
  options.Gradient = options.Hessian = options.ExtremeEigenvalues = true;
  options.EigenvalueTolerance = 1e-8;
  return losslandscape::DerivativesAt(
    plane, { 1, [&](std::int64_t) { return point; } }, options)[0];
}

/// Losses of the landscape on a stencil around a point.
class Stencil
{
public:
  Stencil(const Plane& plane, const std::array<double, 3>& point)
  {
    const PlanePoints points = { 125,
      [&](std::int64_t i)
      {
        return std::array<double, 3>{ point[0] + Step * static_cast<double>(i % 5 - 2),
          point[1] + Step * static_cast<double>(i / 5 % 5 - 2),
          point[2] + Step * static_cast<double>(i / 25 - 2) };
      } };
    EvaluatePoints(plane, points, 2,
      [this](std::int64_t i, const LossValue& value) { this->Losses[i] = value.Loss; });
  }

  double At(int x, int y, int z = 0) const
  {
    return this->Losses[x + 2 + 5 * (y + 2) + 25 * (z + 2)];
  }

  /// Of fourth order along (x, y, z).
  double Slope(int x, int y, int z = 0) const
  {
    return (8.0 * (this->At(x, y, z) - this->At(-x, -y, -z)) -
             (this->At(2 * x, 2 * y, 2 * z) - this->At(-2 * x, -2 * y, -2 * z))) /
      (12.0 * Step);
  }

  double Curvature(int x, int y, int z = 0) const
  {
    return (16.0 * (this->At(x, y, z) + this->At(-x, -y, -z)) -
             (this->At(2 * x, 2 * y, 2 * z) + this->At(-2 * x, -2 * y, -2 * z)) -
             30.0 * this->At(0, 0, 0)) /
      (12.0 * Step * Step);
  }

private:
  std::array<double, 125> Losses;
};

} // namespace

TEST(RecalibratedDerivatives, AreSlopeAndCurvatureOfTheLandscape)
{
  const auto plane = PlaneOf(ProblemOfSome(), 3);
  for (const std::array<double, 3>& point :
    { std::array<double, 3>{ 0.0, 0.0, 0.0 }, std::array<double, 3>{ 0.3, -0.2, 0.4 } })
  {
    const auto exact = DerivativesAt(*plane, point);
    const Stencil losses(*plane, point);
    const Eigen::Map<const Eigen::Vector3d> gradient(exact.Gradient.data());
    const Eigen::Map<const Eigen::Matrix3d> hessian(exact.Hessian.data());
    const Eigen::Vector3d slopes(
      losses.Slope(1, 0, 0), losses.Slope(0, 1, 0), losses.Slope(0, 0, 1));
    EXPECT_LT((gradient - slopes).norm(), 1e-7 * slopes.norm());
    for (const Eigen::Vector3i& along :
      { Eigen::Vector3i(1, 0, 0), Eigen::Vector3i(0, 1, 0), Eigen::Vector3i(0, 0, 1),
        Eigen::Vector3i(1, 1, 0), Eigen::Vector3i(1, 0, -1), Eigen::Vector3i(0, 1, 1) })
    {
      const Eigen::Vector3d direction = along.cast<double>();
      EXPECT_NEAR(direction.dot(hessian * direction),
        losses.Curvature(along[0], along[1], along[2]), 1e-6 * hessian.norm());
    }
  }
}

TEST(RecalibratedDerivatives, AreOthersThanThoseOfStoredStatistics)
{
  auto stored = ProblemOf("recalibrated");
  stored.BatchNorm.Mode = BatchNormMode::Stored;
  const std::array<double, 3> point = { 0.3, -0.2, 0.0 };
  const auto one = DerivativesAt(*PlaneOf(ProblemOfSome()), point);
  const auto other = DerivativesAt(*PlaneOf(std::make_shared<Problem>(stored)), point);
  EXPECT_GT(std::fabs(one.Gradient[0] - other.Gradient[0]), 1e-2 * std::fabs(other.Gradient[0]));
}

TEST(RecalibratedDerivatives, EigenvaluesAreThoseOfTheWholeHessian)
{
  const auto problem = ProblemOfSome();
  ParameterSpaceLoss loss(problem, 2);
  const Eigen::VectorXd centre = Eigen::VectorXd::Zero(loss.Size());
  const Eigen::MatrixXd hessian =
    loss.HessianProducts(centre, Eigen::MatrixXd::Identity(loss.Size(), loss.Size()));
  EXPECT_LT((hessian - hessian.transpose()).norm(), 1e-12 * hessian.norm());
  const Eigen::VectorXd eigenvalues =
    Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd>(hessian, Eigen::EigenvaluesOnly).eigenvalues();
  const auto found = DerivativesAt(*PlaneOf(problem), { 0.0, 0.0, 0.0 });
  EXPECT_NEAR(found.SmallestEigenvalue, eigenvalues[0], 1e-8 * eigenvalues.tail(1)[0]);
  EXPECT_NEAR(found.LargestEigenvalue, eigenvalues.tail(1)[0], 1e-8 * eigenvalues.tail(1)[0]);
}

TEST(RecalibratedDerivatives, OfANetworkInSinglePrecision)
{
  ProblemOptions options;
  options.Network.Architecture = "resnet8-noskip";
  options.Network.WeightsFile = Reference("resnet8-noskip/state_dict.pt");
  options.Data.Kind = DatasetKind::TensorFile;
  options.Data.Path = Reference("resnet8-noskip/data.npz");
  options.BatchNorm = { BatchNormMode::Recalibrated, 16 };
  options.Device = "cpu";
  const auto single = std::make_shared<const Problem>(options);
  const auto precise = Problem::InDoublePrecision(single);
  const auto plane = PlaneOf(single);
  const Plane same(*plane, precise);
  const auto rounded = DerivativesAt(*plane, { 0.1, 0.2, 0.0 });
  const auto exact = DerivativesAt(same, { 0.1, 0.2, 0.0 });
  EXPECT_NEAR(rounded.Gradient[0], exact.Gradient[0], 1e-3 * exact.NetworkGradientNorm);
  EXPECT_NEAR(
    rounded.NetworkGradientNorm, exact.NetworkGradientNorm, 1e-3 * exact.NetworkGradientNorm);
}

TEST(RecalibratedDerivatives, CertifyPoints)
{
  const auto plane = PlaneOf(ProblemOfSome());
  CertificationOptions options;
  options.Spacing = { 0.05, 0.05, 1.0 };
  Certificate found;
  CertifyPoints(*plane, { { 0.1, 0.1, 0.0 } }, options, 1,
    [&](std::int64_t, const Certificate& certificate) { found = certificate; });
  const auto exact = DerivativesAt(*plane, found.Position);
  EXPECT_EQ(found.Gradient, exact.Gradient);
  EXPECT_EQ(found.Hessian, exact.Hessian);
}

TEST(RecalibratedDerivatives, NeedNormLayersWithWeights)
{
  auto options = ProblemOf("tanh");
  options.Network.NetworkFile = Reference("derivatives_plain_norm.pt");
  options.BatchNorm = { BatchNormMode::Recalibrated, 0 };
  const auto plane = PlaneOf(std::make_shared<Problem>(options));
  const auto text = ErrorText([&] { DerivativesAt(*plane, { 0.0, 0.0, 0.0 }); });
  ExpectContains(text, "layer 'bn'");
  ExpectContains(text, "affine=True");
}

TEST(DoublePrecision, KeepsTheOrderOfBatches)
{
  auto options = ProblemOf("recalibrated");
  options.BatchNorm.Mode = BatchNormMode::Batch;
  options.BatchSize = 16;
  options.Network.NetworkFile = Reference("batch_norm/mixed_scripted.pt");
  options.Data.Path = Reference("batch_norm/sorted.npz");
  const auto single = std::make_shared<const Problem>(options);
  ParameterSpaceLoss one(single, 1);
  ParameterSpaceLoss two(Problem::InDoublePrecision(single), 1);
  const Eigen::VectorXd centre = Eigen::VectorXd::Zero(one.Size());
  EXPECT_NEAR(one.Value(centre), two.Value(centre), 1e-5 * two.Value(centre));
}
