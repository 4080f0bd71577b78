// SPDX-License-Identifier: BSD-3-Clause
// Truth: the full Hessians that Testing/Python/reference/make_derivatives.py computes.
#include "Testing/Core/Engine/SpectrumTesting.h"

#include <Eigen/Eigenvalues>

#include <cmath>
#include <limits>

using namespace losslandscape;

namespace
{

Eigen::VectorXd EigenvaluesOf(const Eigen::MatrixXd& matrix)
{
  return Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd>(matrix).eigenvalues();
}

HessianSpectrumOptions Precise()
{
  HessianSpectrumOptions options;
  options.Largest = 3;
  options.Smallest = 2;
  options.Tolerance = 1e-8;
  options.Probes = 40;
  options.Steps = 4;
  return options;
}

std::shared_ptr<const Problem> ObjectiveOf(const std::string& file)
{
  auto options = ProblemOf("quadratic");
  options.Network.NetworkFile = Reference(file);
  return std::make_shared<Problem>(options);
}

class Spectrum : public testing::TestWithParam<const char*>
{
};

TEST_P(Spectrum, IsThatOfTheFullHessian)
{
  const std::string name = GetParam();
  const Eigen::MatrixXd hessian = ReferenceHessian(name);
  const Eigen::VectorXd eigenvalues = EigenvaluesOf(hessian);
  const Eigen::Index size = eigenvalues.size();
  const double scale = eigenvalues.cwiseAbs().maxCoeff();
  const auto found = ComputeHessianSpectrum(LoadProblem(name), Precise(), 1);
  EXPECT_TRUE(found.Converged);
  EXPECT_EQ(found.Weights, size);
  EXPECT_NEAR(found.Loss, ReferenceArray(name, "loss")[0], 1e-12);
  EXPECT_NEAR(found.GradientNorm, ReferenceArray(name, "gradient_norm")[0], 1e-11);
  ASSERT_EQ(found.Largest.size(), 3u);
  ASSERT_EQ(found.Smallest.size(), 2u);
  for (int i = 0; i < 3; ++i)
  {
    EXPECT_NEAR(found.Largest[i].Value, eigenvalues[size - 1 - i], 1e-9 * scale);
    EXPECT_LT(found.Largest[i].Residual, 2e-8 * scale);
  }
  EXPECT_NEAR(found.Smallest[0].Value, eigenvalues[0], 1e-9 * scale);
  EXPECT_NEAR(found.Smallest[1].Value, eigenvalues[1], 1e-9 * scale);
  EXPECT_NEAR(found.Trace.Value, hessian.trace(), 4.0 * found.Trace.StandardError);
  EXPECT_LT(found.Trace.StandardError,
    1.5 * std::sqrt(2.0 * (hessian.squaredNorm() - hessian.diagonal().squaredNorm()) / 40.0));
  const auto square = curvature::MomentOf(found.Probes, 2);
  EXPECT_NEAR(
    square.Value, hessian.squaredNorm() / static_cast<double>(size), 4.0 * square.StandardError);
}

TEST_P(Spectrum, OfEachParameterIsThatOfItsBlock)
{
  const std::string name = GetParam();
  const Eigen::MatrixXd hessian = ReferenceHessian(name);
  auto options = Precise();
  const auto whole = ComputeHessianSpectrum(LoadProblem(name), options, 1);
  options.PerLayer = true;
  const auto problem = LoadProblem(name);
  const auto found = ComputeHessianSpectrum(problem, options, 1);
  ASSERT_EQ(found.Blocks.size(), problem->Parameters().size());
  Eigen::Index first = 0;
  double sum = 0.0;
  for (std::size_t i = 0; i < found.Blocks.size(); ++i)
  {
    const HessianBlock& block = found.Blocks[i];
    EXPECT_EQ(block.Name, problem->Parameters()[i].Name);
    const Eigen::MatrixXd exact = hessian.block(first, first, block.Weights, block.Weights);
    EXPECT_NEAR(block.Trace.Value, exact.trace(), 4.0 * block.Trace.StandardError + 1e-12);
    EXPECT_NEAR(block.LargestEigenvalue.Value, EigenvaluesOf(exact)[block.Weights - 1],
      1e-8 * exact.norm() + 1e-14)
      << block.Name;
    EXPECT_LT(block.LargestEigenvalue.Residual, 1e-7 * exact.norm() + 1e-14) << block.Name;
    EXPECT_NEAR(
      whole.Blocks[i].Trace.Value, exact.trace(), 4.0 * whole.Blocks[i].Trace.StandardError);
    EXPECT_TRUE(std::isnan(whole.Blocks[i].LargestEigenvalue.Value));
    sum += whole.Blocks[i].Trace.Value;
    first += block.Weights;
  }
  EXPECT_EQ(first, hessian.rows());
  EXPECT_NEAR(sum, whole.Trace.Value, 1e-9 * hessian.norm());
}

INSTANTIATE_TEST_SUITE_P(
  OfNetworks, Spectrum, testing::Values("quadratic", "tanh", "gelu", "relu"));

// Gauss quadrature with as many steps as eigenvalues gives them all, each with the probe's share.
TEST(HessianSpectrum, OfAQuadraticHasItsEigenvaluesAsNodes)
{
  HessianSpectrumOptions options;
  options.Largest = options.Smallest = 0;
  options.Probes = 1;
  options.Steps = 50;
  const auto found = ComputeHessianSpectrum(LoadProblem("quadratic"), options, 1);
  const Eigen::VectorXd eigenvalues = EigenvaluesOf(ReferenceHessian("quadratic"));
  ASSERT_EQ(found.Probes.at(0).Nodes.size(), 20);
  EXPECT_LT((found.Probes[0].Nodes - eigenvalues).norm(), 1e-9);
  EXPECT_NEAR(found.Probes[0].Weights.sum(), 1.0, 1e-12);
  EXPECT_EQ(found.Products, 20);
  EXPECT_TRUE(found.Largest.empty());
  EXPECT_TRUE(std::isnan(found.Trace.StandardError));
}

TEST(HessianSpectrum, OfATensorWithoutElementsIsEmpty)
{
  auto options = Precise();
  options.PerLayer = true;
  const auto found = ComputeHessianSpectrum(ObjectiveOf("derivatives_empty_tensor.pt"), options, 1);
  ASSERT_EQ(found.Blocks.size(), 2u);
  EXPECT_EQ(found.Blocks[0].Weights, 0);
  EXPECT_EQ(found.Blocks[0].Trace.Value, 0.0);
  EXPECT_TRUE(std::isnan(found.Blocks[0].LargestEigenvalue.Value));
  EXPECT_NEAR(found.Blocks[1].LargestEigenvalue.Value, 2.0, 1e-6);
  EXPECT_NEAR(found.Trace.Value, 6.0, 1e-6);
}

TEST(HessianSpectrum, HasAllEigenvaluesIfAnyNumberIsAskedFor)
{
  HessianSpectrumOptions options;
  options.Largest = std::numeric_limits<int>::max();
  options.Smallest = 1;
  const auto found = ComputeHessianSpectrum(LoadProblem("quadratic"), options, 1);
  EXPECT_EQ(found.Largest.size(), 20u);
}

TEST(HessianSpectrum, DoesNotDependOnThreads)
{
  auto options = Precise();
  options.Probes = 2;
  options.PerLayer = true;
  const auto one = ComputeHessianSpectrum(LoadProblem("gelu"), options, 1);
  const auto three = ComputeHessianSpectrum(LoadProblem("gelu"), options, 3);
  EXPECT_EQ(one.Largest[2].Value, three.Largest[2].Value);
  EXPECT_EQ(one.Smallest[0].Residual, three.Smallest[0].Residual);
  EXPECT_EQ(one.Trace.Value, three.Trace.Value);
  EXPECT_EQ(one.Probes[1].Nodes, three.Probes[1].Nodes);
  EXPECT_EQ(one.Probes[1].Weights, three.Probes[1].Weights);
  EXPECT_EQ(one.Blocks[3].LargestEigenvalue.Value, three.Blocks[3].LargestEigenvalue.Value);
  options.Seed = 1;
  EXPECT_NE(ComputeHessianSpectrum(LoadProblem("gelu"), options, 1).Trace.Value, one.Trace.Value);
}

TEST(HessianSpectrum, OfASinglePrecisionNetworkIsNearThatInDouble)
{
  ProblemOptions problem;
  problem.Data.NumberOfSamples = 20;
  problem.Device = "cpu";
  HessianSpectrumOptions options;
  options.Largest = options.Smallest = 1;
  options.Probes = options.Steps = 2;
  const auto network = std::make_shared<const Problem>(problem);
  const auto single = ComputeHessianSpectrum(network, options, 0);
  options.DoublePrecision = true;
  const auto precise = ComputeHessianSpectrum(network, options, 0);
  const double scale = std::fabs(precise.Largest[0].Value);
  EXPECT_NE(single.Largest[0].Value, precise.Largest[0].Value);
  EXPECT_NEAR(single.Largest[0].Value, precise.Largest[0].Value, 1e-3 * scale);
  EXPECT_LT(single.Largest[0].Residual, 2e-3 * scale);
}

TEST(HessianSpectrum, SaysWhichEigenvaluesAreNotAccurate)
{
  auto options = Precise();
  options.MaximumProducts = 8;
  const auto found = ComputeHessianSpectrum(LoadProblem("gelu"), options, 1);
  EXPECT_FALSE(found.Converged);
  const Eigen::VectorXd eigenvalues = EigenvaluesOf(ReferenceHessian("gelu"));
  const auto& last = found.Largest[2];
  EXPECT_GT(last.Residual, 1e-6);
  EXPECT_LE((eigenvalues.array() - last.Value).abs().minCoeff(), last.Residual);
}

TEST(HessianSpectrum, RefusesALossThatHasNone)
{
  ExpectContains(
    ErrorText([&] { ComputeHessianSpectrum(ObjectiveOf("derivatives_cusp.pt"), {}, 1); }),
    "the Hessian of the loss is not finite");
  auto options = ProblemOf("tanh");
  options.Network.NetworkFile = Reference("derivatives_detached.pt");
  ExpectContains(
    ErrorText([&] { ComputeHessianSpectrum(std::make_shared<Problem>(options), {}, 1); }),
    "cannot be differentiated");
  options = ProblemOf("tanh");
  options.Network.WeightsFile =
    AlteredCheckpoint(Reference("derivatives_tanh/direction1.pt"), "infinite.pt",
      [](const std::string&, DenseArray& array)
      {
        array = DenseArray::FromDouble(array.Shape,
          std::vector<double>(array.ElementCount(), std::numeric_limits<double>::infinity()));
      });
  const auto text =
    ErrorText([&] { ComputeHessianSpectrum(std::make_shared<Problem>(options), {}, 1); });
  ExpectContains(text, "not finite");
  ExpectContains(text, "infinite.pt");
}

TEST(HessianSpectrum, RefusesSettingsOutOfRange)
{
  const auto problem = LoadProblem("quadratic");
  const auto textOf = [&](auto&& change)
  {
    HessianSpectrumOptions options;
    change(options);
    return ErrorText([&] { ComputeHessianSpectrum(problem, options, 1); });
  };
  ExpectContains(textOf([](auto& options) { options.Probes = 0; }), "Probes");
  ExpectContains(textOf([](auto& options) { options.Steps = 0; }), "LanczosSteps");
  ExpectContains(textOf([](auto& options) { options.Smallest = -1; }), "NumberOfEigenvalues");
  ExpectContains(textOf([](auto& options) { options.MaximumProducts = 0; }), "MaximumProducts");
  ExpectContains(textOf([](auto& options) { options.Tolerance = -1.0; }), "EigenvalueTolerance");
}

TEST(HessianSpectrum, ReportsProgressAndStopsWhenAsked)
{
  double last = 0.0;
  auto options = Precise();
  ComputeHessianSpectrum(LoadProblem("gelu"), options, 2,
    [&](double fraction)
    {
      EXPECT_GE(fraction, last);
      EXPECT_LE(fraction, 1.0);
      last = fraction;
      return true;
    });
  EXPECT_GT(last, 0.5);
  EXPECT_THROW(ComputeHessianSpectrum(
                 LoadProblem("gelu"), options, 2, [](double fraction) { return fraction < 0.3; }),
    Aborted);
}

TEST(HessianSpectrum, HasARecipe)
{
  const auto recipe = HessianSpectrumRecipe(*LoadProblem("quadratic"), Precise());
  for (const char* part :
    { "Hessian Spectrum", "content_sha256", "lanczos_steps", "\"probes\": 40" })
  {
    ExpectContains(recipe, part);
  }
}

} // namespace
