// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Engine/Studies/Sharpness/NetworkSharpness.h"

#include "Core/Common/SettingRange.h"
#include "Core/Engine/Derivatives/NetworkHessian.h"
#include "Core/Engine/Evaluation/EvaluationKey.h"
#include "Core/Engine/Plane/DirectionSet.h"
#include "Core/Engine/Problem/ProblemInternals.h"
#include "Core/Engine/Problem/ProblemRecipe.h"
#include "Core/Engine/Studies/Sharpness/SharpnessJson.h"
#include "Core/Mathematics/Curvature/BallAscent.h"
#include "Core/Mathematics/Curvature/BoxAscent.h"
#include "Core/Mathematics/Curvature/Estimate.h"
#include "Core/Store/PointStore.h"

#include <limits>

namespace losslandscape
{
namespace
{

constexpr double NaN = std::numeric_limits<double>::quiet_NaN();

/// Share of the work that the ascent in the box takes. Nearly all the rest is Hessian products.
constexpr double BoxShare = 0.6;

void CheckPositive(double value, const char* property)
{
  CheckRange(value > 0.0 && value <= std::numeric_limits<double>::max(), property,
    "a positive number", value);
}

void Check(const SharpnessOptions& options)
{
  CheckPositive(options.Epsilon, "Epsilon");
  CheckPositive(options.SamRadius, "SamRadius");
  CheckPositive(options.AsamRadius, "AsamRadius");
  CheckPositive(options.AscentSteps, "AscentSteps");
  CheckPositive(options.Directions, "NumberOfDirections");
}

/// Computes the measures, from a problem's loss around its weights.
class SharpnessMeter
{
public:
  SharpnessMeter(std::shared_ptr<const Problem> problem, const SharpnessOptions& options,
    int threads, const Progress& progress)
    : Options(options), TheProgress(progress),
      Hessian(problem, threads, options.Directions,
        [this](double fraction) { return this->Tell(BoxShare + (1.0 - BoxShare) * fraction); }),
      Weights(WeightsOf(*problem->GetInternals().Network)),
      Centre(EvaluateCentre(Hessian.GetLoss(), progress))
  {
    const std::vector<double> weights = Flatten(this->Weights);
    this->Magnitudes =
      Eigen::Map<const Eigen::VectorXd>(weights.data(), static_cast<Eigen::Index>(weights.size()))
        .cwiseAbs();
  }

  /// In the order of NetworkSharpness, with DescribedMeasures; the last is the standard error of
  /// the last measure.
  std::vector<double> Measure()
  {
    const auto ones = Eigen::VectorXd::Ones(this->Magnitudes.size());
    const double epsilon = this->EpsilonSharpness();
    const auto sam = this->RiseInBall(ones, this->Options.SamRadius);
    const auto asam = this->RiseInBall(this->Magnitudes, this->Options.AsamRadius);
    const auto curvature = this->FilterNormalizedCurvature();
    return { this->Centre.Value, this->Centre.Gradient.norm(), epsilon, sam.Rise, sam.FirstOrder,
      asam.Rise, asam.FirstOrder, curvature.Value, curvature.StandardError };
  }

private:
  bool Tell(double fraction)
  {
    this->Done = fraction;
    return !this->TheProgress || this->TheProgress(fraction);
  }

  curvature::ScalarFunction Loss()
  {
    auto* loss = &this->Hessian.GetLoss();
    const Progress hold = [this](double) { return this->Tell(this->Done); };
    return { [=](const Eigen::VectorXd& offset) { return loss->Value(offset, hold); },
      [=](const Eigen::VectorXd& offset) { return loss->Gradient(offset, hold); } };
  }

  curvature::BallRise RiseInBall(const Eigen::VectorXd& scales, double radius)
  {
    return curvature::AscendInBall(
      this->Loss(), this->Centre.Value, this->Centre.Gradient, scales, radius);
  }

  double EpsilonSharpness()
  {
    const Eigen::VectorXd half = this->Options.Epsilon * (this->Magnitudes.array() + 1.0);
    const auto found = curvature::AscendInBox(this->Loss(), half, this->Centre.Value,
      { this->Options.AscentSteps, this->Options.Seed },
      [this](double fraction) { return this->Tell(BoxShare * fraction); });
    return 100.0 * (found.Value - this->Centre.Value) / (1.0 + this->Centre.Value);
  }

  curvature::Estimate FilterNormalizedCurvature()
  {
    DirectionOptions directions;
    directions.Seed = this->Options.Seed;
    directions.IgnoreBiasAndNorm = this->Options.IgnoreBiasAndNorm;
    const auto hessian = this->Hessian.Operator();
    Eigen::VectorXd samples(this->Options.Directions);
    for (int i = 0; i < this->Options.Directions; ++i)
    {
      const auto values = Flatten(RandomDirection(this->Weights, i, directions));
      const Eigen::VectorXd direction =
        Eigen::Map<const Eigen::VectorXd>(values.data(), hessian.Size);
      samples[i] = direction.dot(hessian.Apply(direction));
    }
    return curvature::MeanOf(samples);
  }

  const SharpnessOptions& Options;
  const Progress& TheProgress;
  double Done = 0.0;
  NetworkHessian Hessian;
  ParameterVector Weights;
  LossAtCentre Centre;
  Eigen::VectorXd Magnitudes;
};

/// What is measured: all but the numbers.
std::vector<SharpnessMeasure> DescribedMeasures(const SharpnessOptions& options)
{
  return {
    { "epsilon_sharpness", NaN, NaN, options.Epsilon,
      "100 (max L(w + z) - L(w)) / (1 + L(w)), |z_i| <= epsilon (|w_i| + 1)" },
    { "sam_sharpness", NaN, NaN, options.SamRadius, "L(w + e) - L(w), e = rho g / |g|" },
    { "sam_first_order", NaN, NaN, options.SamRadius, "rho |g|" },
    { "asam_sharpness", NaN, NaN, options.AsamRadius,
      "L(w + e) - L(w), e = rho T^2 g / |T g|, T = diag(|w|)" },
    { "asam_first_order", NaN, NaN, options.AsamRadius, "rho |T g|, T = diag(|w|)" },
    { "filter_normalized_curvature", NaN, NaN, NaN,
      "mean of d' H d over random filter-normalised directions d" },
  };
}

constexpr std::size_t NumbersOfSharpness = 9;

NetworkSharpness SharpnessOf(const std::vector<double>& numbers, const SharpnessOptions& options)
{
  NetworkSharpness sharpness = { numbers[0], numbers[1], DescribedMeasures(options) };
  for (std::size_t i = 0; i < sharpness.Measures.size(); ++i)
  {
    sharpness.Measures[i].Value = numbers[2 + i];
  }
  sharpness.Measures.back().StandardError = numbers.back();
  return sharpness;
}

} // namespace

NetworkSharpness MeasureSharpness(EvaluationStore& store, std::shared_ptr<const Problem> problem,
  const SharpnessOptions& options, int threads, const Progress& progress)
{
  Check(options);
  EvaluationStore::Writing writing(store, progress);
  // In double precision the data are others, too.
  const auto measured = options.DoublePrecision ? Problem::InDoublePrecision(problem) : problem;
  const auto key = [&]
  {
    return StoreKey(StudyKey(*measured, "network sharpness", JsonText(OptionsToJson(options), -1)),
      NumbersOfSharpness);
  };
  const auto measure = [&]
  { return SharpnessMeter(measured, options, threads, progress).Measure(); };
  const auto numbers =
    store.Recall(key, { 0.0, 0.0, 0.0 }, measure, [&] { return !progress || progress(0.0); });
  writing.Finish();
  return SharpnessOf(numbers, options);
}

std::string SharpnessRecipe(const Problem& problem, const SharpnessOptions& options)
{
  Json recipe = ProblemRecipe("Network Sharpness", problem);
  recipe.update(OptionsToJson(options));
  recipe["epsilon_sharpness"]["method"] = "automatic projected gradient ascent";
  recipe["versions"] = VersionsRecipe();
  return JsonText(recipe, 2);
}

} // namespace losslandscape
