// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Engine/Evaluation/DerivativeCache.h"

#include "Core/Engine/Evaluation/EvaluationKey.h"
#include "Core/Engine/Evaluation/NumberCache.h"

#include <algorithm>
#include <iterator>

namespace losslandscape
{
namespace
{

using Numbers = std::vector<double>;

/// One of the derivatives of a point, as numbers.
struct Kind
{
  /// Whether a point has it is this option.
  bool DerivativeOptions::*Wanted;
  std::size_t Count;
  Numbers (*Get)(const PointDerivatives& derivatives);
  void (*Set)(const Numbers& numbers, PointDerivatives& derivatives);
};

Numbers GradientNumbers(const PointDerivatives& derivatives)
{
  Numbers numbers(derivatives.Gradient.begin(), derivatives.Gradient.end());
  numbers.push_back(derivatives.NetworkGradientNorm);
  return numbers;
}

void SetGradient(const Numbers& numbers, PointDerivatives& derivatives)
{
  std::copy_n(numbers.begin(), 3, derivatives.Gradient.begin());
  derivatives.NetworkGradientNorm = numbers[3];
}

Numbers HessianNumbers(const PointDerivatives& derivatives)
{
  return Numbers(derivatives.Hessian.begin(), derivatives.Hessian.end());
}

void SetHessian(const Numbers& numbers, PointDerivatives& derivatives)
{
  std::copy_n(numbers.begin(), 9, derivatives.Hessian.begin());
}

Numbers EigenvalueNumbers(const PointDerivatives& derivatives)
{
  return { derivatives.SmallestEigenvalue, derivatives.LargestEigenvalue,
    derivatives.SmallestResidual, derivatives.LargestResidual };
}

void SetEigenvalues(const Numbers& numbers, PointDerivatives& derivatives)
{
  derivatives.SmallestEigenvalue = numbers[0];
  derivatives.LargestEigenvalue = numbers[1];
  derivatives.SmallestResidual = numbers[2];
  derivatives.LargestResidual = numbers[3];
}

constexpr Kind Kinds[] = { { &DerivativeOptions::Gradient, 4, GradientNumbers, SetGradient },
  { &DerivativeOptions::Hessian, 9, HessianNumbers, SetHessian },
  { &DerivativeOptions::ExtremeEigenvalues, 4, EigenvalueNumbers, SetEigenvalues } };

/// The options with none but this kind.
DerivativeOptions Only(const Kind& kind, DerivativeOptions options)
{
  for (const Kind& each : Kinds)
  {
    options.*each.Wanted = each.Wanted == kind.Wanted;
  }
  return options;
}

/// What all kinds of one request have in common.
class Request
{
public:
  Request(const std::string& cacheFile, const Plane& plane, const PlanePoints& points, int threads,
    std::vector<PointDerivatives>& derivatives)
    : CacheFile(cacheFile), ThePlane(plane), Points(points), Threads(threads), Found(derivatives)
  {
  }

  CacheUse Evaluate(const Kind& kind, const DerivativeOptions& options, const Progress& progress)
  {
    NumberCache cache(
      this->CacheFile, [&] { return DerivativeKey(this->ThePlane, options); }, kind.Count,
      progress);
    const NumberEvaluation evaluate =
      [&](const PlanePoints& rest, const NumberSink& keep, const Progress& report)
    {
      EvaluateDerivatives(
        this->ThePlane, rest, options, this->Threads,
        [&](std::int64_t point, const PointDerivatives& derivatives)
        { keep(point, kind.Get(derivatives)); },
        report);
    };
    // Each point has a place of its own: workers need no lock.
    cache.Evaluate(
      this->Points, evaluate,
      [&](std::int64_t point, const Numbers& numbers) { kind.Set(numbers, this->Found[point]); },
      progress);
    return cache.Use();
  }

private:
  const std::string& CacheFile;
  const Plane& ThePlane;
  const PlanePoints& Points;
  const int Threads;
  std::vector<PointDerivatives>& Found;
};

} // namespace

CacheUse EvaluateDerivatives(const std::string& cacheFile, const Plane& plane,
  const PlanePoints& points, const DerivativeOptions& options, int threads,
  std::vector<PointDerivatives>& derivatives, const Progress& progress)
{
  derivatives.assign(static_cast<std::size_t>(points.Count), UnknownDerivatives());
  Request request(cacheFile, plane, points, threads, derivatives);
  const double whole = CostOf(options, plane.Dimension());
  double done = 0.0;
  CacheUse use;
  for (const Kind& kind : Kinds)
  {
    if (options.*kind.Wanted)
    {
      const DerivativeOptions one = Only(kind, options);
      const double cost = CostOf(one, plane.Dimension());
      use.Add(request.Evaluate(kind, one,
        [&](double fraction) { return !progress || progress((done + fraction * cost) / whole); }));
      done += cost;
    }
  }
  return use;
}

} // namespace losslandscape
