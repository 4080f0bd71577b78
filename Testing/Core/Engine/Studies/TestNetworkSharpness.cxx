// SPDX-License-Identifier: BSD-3-Clause
// Truth: closed forms of a quadratic loss, and the full Hessians that
// Testing/Python/reference/make_derivatives.py computes.
#include "Testing/Core/Engine/SpectrumTesting.h"

#include "Core/Engine/Plane/DirectionNormalization.h"
#include "Core/Engine/Problem/ProblemInternals.h"
#include "Core/Engine/Studies/Sharpness/NetworkSharpness.h"

#include <cmath>

using namespace losslandscape;

namespace
{

/// Measured, not kept.
NetworkSharpness MeasureSharpness(std::shared_ptr<const Problem> problem,
  const SharpnessOptions& options, int threads, const Progress& progress = {})
{
  EvaluationStore nowhere;
  return MeasureSharpness(nowhere, std::move(problem), options, threads, progress);
}

const SharpnessMeasure& Find(const NetworkSharpness& sharpness, const std::string& name)
{
  for (const auto& measure : sharpness.Measures)
  {
    if (measure.Name == name)
    {
      return measure;
    }
  }
  throw std::runtime_error("no measure " + name);
}

DenseArray ArrayOf(std::vector<std::int64_t> shape, const Eigen::MatrixXd& values)
{
  return DenseArray::FromDouble(
    std::move(shape), std::vector<double>(values.data(), values.data() + values.size()));
}

/// 1/2 (w - m)' H (w - m) + 3, with the Hessian of the quadratic reference, at a w that is not 0.
struct QuadraticCase
{
  Eigen::VectorXd Weights = Eigen::VectorXd::LinSpaced(20, -1.0, 1.3);
  Eigen::VectorXd Minimum = Eigen::VectorXd::LinSpaced(20, 0.4, -0.7).array().sin();
  Eigen::MatrixXd Hessian = ReferenceHessian("quadratic");
  Eigen::VectorXd Gradient = Hessian * (Weights - Minimum);
  std::shared_ptr<const Problem> TheProblem;

  QuadraticCase()
  {
    auto options = ProblemOf("quadratic");
    options.Network.WeightsFile = TestOutput("quadratic_moved.pt");
    WriteCheckpoint(options.Network.WeightsFile,
      { { "weight", ArrayOf({ 20 }, this->Weights) },
        { "matrix", ArrayOf({ 20, 20 }, this->Hessian) },
        { "minimum", ArrayOf({ 20 }, this->Minimum) } });
    this->TheProblem = std::make_shared<const Problem>(options);
  }

  double Rise(const Eigen::VectorXd& offset) const
  {
    return this->Gradient.dot(offset) + 0.5 * offset.dot(this->Hessian * offset);
  }

  /// The largest rise of all corners of a box, one sign changed after the other (Gray code). No
  /// point of the box is higher, since the loss is convex along each axis.
  double HighestCorner(const Eigen::VectorXd& half) const
  {
    Eigen::VectorXd corner = -half;
    double highest = this->Rise(corner);
    for (std::uint32_t i = 1; i < (1u << 20); ++i)
    {
      const int flipped = __builtin_ctz(i);
      corner[flipped] = -corner[flipped];
      highest = std::max(highest, this->Rise(corner));
    }
    return highest;
  }
};

TEST(NetworkSharpness, OfAQuadraticIsTheClosedForm)
{
  const QuadraticCase quadratic;
  SharpnessOptions options;
  options.Epsilon = 0.05;
  const auto found = MeasureSharpness(quadratic.TheProblem, options, 1);
  const Eigen::VectorXd& g = quadratic.Gradient;
  EXPECT_NEAR(found.GradientNorm, g.norm(), 1e-9);
  EXPECT_NEAR(found.Loss, 3.0 + 0.5 * g.dot(quadratic.Weights - quadratic.Minimum), 1e-9);

  const Eigen::VectorXd sam = 0.05 * g.normalized();
  EXPECT_NEAR(Find(found, "sam_first_order").Value, 0.05 * g.norm(), 1e-10);
  EXPECT_NEAR(Find(found, "sam_sharpness").Value, quadratic.Rise(sam), 1e-9);
  EXPECT_EQ(Find(found, "sam_sharpness").Radius, 0.05);

  const Eigen::VectorXd scaled = quadratic.Weights.cwiseAbs().cwiseProduct(g);
  const Eigen::VectorXd asam =
    0.5 / scaled.norm() * quadratic.Weights.cwiseAbs().cwiseProduct(scaled);
  EXPECT_NEAR(Find(found, "asam_first_order").Value, 0.5 * scaled.norm(), 1e-9);
  EXPECT_NEAR(Find(found, "asam_sharpness").Value, quadratic.Rise(asam), 1e-8);

  ASSERT_GT(quadratic.Hessian.diagonal().minCoeff(), 0.0);
  const double highest =
    quadratic.HighestCorner(0.05 * (quadratic.Weights.cwiseAbs().array() + 1.0).matrix());
  const double percent = 100.0 * highest / (1.0 + found.Loss);
  EXPECT_LE(Find(found, "epsilon_sharpness").Value, percent * (1.0 + 1e-12));
  EXPECT_GE(Find(found, "epsilon_sharpness").Value, percent * 0.999);
}

TEST(NetworkSharpness, MeanCurvatureIsTheSumOverFilters)
{
  SharpnessOptions options;
  options.Directions = 200;
  options.AscentSteps = 1;
  for (const std::string name : { "tanh", "gelu" })
  {
    const auto problem = LoadProblem(name);
    const Eigen::MatrixXd hessian = ReferenceHessian(name);
    double expected = 0.0;
    Eigen::Index first = 0;
    for (const ParameterBlock& block : WeightsOf(*problem->GetInternals().Network))
    {
      const FilterIndex filters = FiltersOf(block);
      Eigen::VectorXd squares = Eigen::VectorXd::Zero(filters.Count);
      Eigen::VectorXd traces = squares;
      Eigen::VectorXd sizes = squares;
      for (std::size_t i = 0; i < block.Values.size(); ++i)
      {
        squares[filters.Filter[i]] += block.Values[i] * block.Values[i];
        traces[filters.Filter[i]] += hessian(first, first);
        sizes[filters.Filter[i]] += 1.0;
        ++first;
      }
      expected += block.IsBiasOrNorm() ? 0.0 : squares.cwiseQuotient(sizes).dot(traces);
    }
    const auto found = MeasureSharpness(problem, options, 1);
    const auto mean = Find(found, "filter_normalized_curvature");
    EXPECT_NEAR(mean.Value, expected, 4.0 * mean.StandardError) << name;
    EXPECT_LT(mean.StandardError, 0.2 * std::fabs(expected)) << name;
  }
}

TEST(NetworkSharpness, DoesNotDependOnThreads)
{
  SharpnessOptions options;
  options.AscentSteps = 4;
  options.Directions = 2;
  const auto one = MeasureSharpness(LoadProblem("gelu"), options, 1);
  const auto three = MeasureSharpness(LoadProblem("gelu"), options, 3);
  ASSERT_EQ(one.Measures.size(), 6u);
  for (std::size_t i = 0; i < one.Measures.size(); ++i)
  {
    EXPECT_EQ(one.Measures[i].Value, three.Measures[i].Value) << one.Measures[i].Name;
  }
}

TEST(NetworkSharpness, RefusesSettingsOutOfRangeAndStopsWhenAsked)
{
  SharpnessOptions options;
  options.Epsilon = 0.0;
  ExpectContains(ErrorText([&] { MeasureSharpness(LoadProblem("tanh"), options, 1); }), "Epsilon");
  options = {};
  options.SamRadius = std::nan("");
  ExpectContains(
    ErrorText([&] { MeasureSharpness(LoadProblem("tanh"), options, 1); }), "SamRadius");
  options = {};
  options.Directions = 0;
  ExpectContains(
    ErrorText([&] { MeasureSharpness(LoadProblem("tanh"), options, 1); }), "NumberOfDirections");
  double last = 0.0;
  EXPECT_THROW(MeasureSharpness(LoadProblem("tanh"), {}, 1,
                 [&](double fraction)
                 {
                   EXPECT_GE(fraction, last);
                   last = fraction;
                   return fraction < 0.5;
                 }),
    Aborted);
}

TEST(NetworkSharpness, HasARecipe)
{
  const auto recipe = SharpnessRecipe(*LoadProblem("tanh"), {});
  for (const char* part : { "Network Sharpness", "content_sha256", "asam_radius" })
  {
    ExpectContains(recipe, part);
  }
}

/// A perceptron of ReLUs; `factor` multiplies its first layer and divides its second one, which
/// leaves what it computes as it is.
std::shared_ptr<const Problem> Rescaled(double factor)
{
  ProblemOptions options;
  options.Network.Architecture = "mlp";
  options.Network.HiddenWidths = { 32, 16 };
  options.Network.WeightsFile = AlteredCheckpoint(Reference("mlp/state_dict.pt"), "rescaled.pt",
    [factor](const std::string& name, DenseArray& array)
    {
      const double by = name == "layers.1.weight" ? 1.0 / factor
        : name.rfind("layers.0", 0) == 0          ? factor
                                                  : 1.0;
      auto values = array.ToDouble();
      std::vector<float> scaled;
      for (const double value : values)
      {
        scaled.push_back(static_cast<float>(by * value));
      }
      array = DenseArray::FromFloat(array.Shape, scaled);
    });
  options.Data.Kind = DatasetKind::TensorFile;
  options.Data.Path = Reference("mlp/data.npz");
  options.Device = "cpu";
  return std::make_shared<const Problem>(options);
}

TEST(Rescaling, OfReLULayersLeavesFilterNormalisedLandscapesAsTheyAre)
{
  const Grid grid(2, { 5, 5, 1 }, { -1.0, 1.0, -1.0, 1.0, 0.0, 0.0 });
  const auto losses = [&](double factor, Normalization normalization)
  {
    DirectionOptions directions;
    directions.Normalization = normalization;
    return EvaluateAll(Plane(Rescaled(factor), 2, directions), grid, 1).Loss;
  };
  const auto before = losses(1.0, Normalization::Filter);
  const auto after = losses(7.0, Normalization::Filter);
  const auto plainBefore = losses(1.0, Normalization::None);
  const auto plainAfter = losses(7.0, Normalization::None);
  double difference = 0.0;
  for (std::size_t i = 0; i < before.size(); ++i)
  {
    EXPECT_NEAR(after[i], before[i], 1e-5 * before[i]);
    difference = std::max(difference, std::fabs(plainAfter[i] - plainBefore[i]));
  }
  EXPECT_GT(difference, 0.1 * before[0]) << "without normalisation the landscape must change";
}

TEST(Rescaling, OfReLULayersLeavesAdaptiveSharpnessAsItIs)
{
  SharpnessOptions options;
  options.DoublePrecision = true;
  HessianSpectrumOptions spectrum;
  spectrum.Probes = spectrum.Steps = spectrum.Largest = 1;
  spectrum.Smallest = 0;
  const auto before = MeasureSharpness(Rescaled(1.0), options, 1);
  const double largest = ComputeHessianSpectrum(Rescaled(1.0), spectrum, 1).Largest[0].Value;
  const auto after = MeasureSharpness(Rescaled(7.0), options, 1);
  for (const char* name : { "filter_normalized_curvature", "asam_sharpness", "asam_first_order" })
  {
    const double value = Find(before, name).Value;
    EXPECT_NEAR(Find(after, name).Value, value, 1e-5 * std::fabs(value)) << name;
  }
  const double sam = Find(before, "sam_sharpness").Value;
  EXPECT_GT(std::fabs(Find(after, "sam_sharpness").Value - sam), 0.1 * sam);
  const double changed = ComputeHessianSpectrum(Rescaled(7.0), spectrum, 1).Largest[0].Value;
  EXPECT_GT(std::fabs(changed - largest), 0.5 * largest);
}

} // namespace
