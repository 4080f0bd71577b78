// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Engine/Studies/Sharpness/NetworkSharpness.h"

#include "Core/Common/NumberText.h"
#include "Core/Engine/Derivatives/NetworkHessian.h"
#include "Core/Engine/Plane/DirectionSet.h"
#include "Core/Engine/Problem/ProblemInternals.h"
#include "Core/Mathematics/Curvature/BallAscent.h"
#include "Core/Mathematics/Curvature/BoxAscent.h"
#include "Core/Mathematics/Curvature/Estimate.h"

#include <algorithm>
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
  if (!(value > 0.0 && value <= std::numeric_limits<double>::max()))
  {
    throw Error("setting is out of range")
      .Where(property)
      .Expected("a positive number")
      .Found(NumberText(value));
  }
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

  NetworkSharpness Measure()
  {
    NetworkSharpness sharpness;
    sharpness.Loss = this->Centre.Value;
    sharpness.GradientNorm = this->Centre.Gradient.norm();
    const auto ones = Eigen::VectorXd::Ones(this->Magnitudes.size());
    auto& measures = sharpness.Measures;
    measures.push_back(this->EpsilonSharpness());
    this->AddBall("sam", ones, this->Options.SamRadius, "e = rho g / |g|", "rho |g|", measures);
    this->AddBall("asam", this->Magnitudes, this->Options.AsamRadius,
      "e = rho T^2 g / |T g|, T = diag(|w|)", "rho |T g|, T = diag(|w|)", measures);
    measures.push_back(this->FilterNormalizedCurvature());
    return sharpness;
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

  void AddBall(const std::string& name, const Eigen::VectorXd& scales, double radius,
    const std::string& offset, const std::string& firstOrder,
    std::vector<SharpnessMeasure>& measures)
  {
    const auto rise = curvature::AscendInBall(
      this->Loss(), this->Centre.Value, this->Centre.Gradient, scales, radius);
    measures.push_back(
      { name + "_sharpness", rise.Rise, NaN, radius, "L(w + e) - L(w), " + offset });
    measures.push_back({ name + "_first_order", rise.FirstOrder, NaN, radius, firstOrder });
  }

  SharpnessMeasure EpsilonSharpness()
  {
    const Eigen::VectorXd half = this->Options.Epsilon * (this->Magnitudes.array() + 1.0);
    const auto found = curvature::AscendInBox(this->Loss(), half, this->Centre.Value,
      { this->Options.AscentSteps, this->Options.Seed },
      [this](double fraction) { return this->Tell(BoxShare * fraction); });
    return { "epsilon_sharpness",
      100.0 * (found.Value - this->Centre.Value) / (1.0 + this->Centre.Value), NaN,
      this->Options.Epsilon,
      "100 (max L(w + z) - L(w)) / (1 + L(w)), |z_i| <= epsilon (|w_i| + 1)" };
  }

  SharpnessMeasure FilterNormalizedCurvature()
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
    const auto mean = curvature::MeanOf(samples);
    return { "filter_normalized_curvature", mean.Value, mean.StandardError, NaN,
      "mean of d' H d over random filter-normalised directions d" };
  }

  const SharpnessOptions& Options;
  const Progress& TheProgress;
  double Done = 0.0;
  NetworkHessian Hessian;
  ParameterVector Weights;
  LossAtCentre Centre;
  Eigen::VectorXd Magnitudes;
};

} // namespace

NetworkSharpness MeasureSharpness(std::shared_ptr<const Problem> problem,
  const SharpnessOptions& options, int threads, const Progress& progress)
{
  Check(options);
  return SharpnessMeter(
    options.DoublePrecision ? Problem::InDoublePrecision(std::move(problem)) : std::move(problem),
    options, threads, progress)
    .Measure();
}

} // namespace losslandscape
