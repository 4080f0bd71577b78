// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Common/Error.h"
#include "SamplingTesting.h"

#include <algorithm>
#include <cmath>
#include <gtest/gtest.h>

using namespace losslandscape;
using namespace losslandscape::sampling;
using namespace sampling_testing;

namespace
{

/// Neither symmetric nor smooth everywhere.
double Lopsided(double x, double y, double)
{
  return std::exp(1.5 * x - y) + 0.4 * std::abs(x + 0.3) +
    std::exp(-20.0 * ((x - 0.4) * (x - 0.4) + (y - 0.2) * (y - 0.2)));
}

void ExpectWithinTolerance(const Surface& surface, const Trial& trial, double tolerance = 0.01)
{
  EXPECT_EQ(trial.Twice, 0) << surface.Name;
  EXPECT_LE(TrueMaxError(surface, trial.Sample), tolerance * surface.Range()) << surface.Name;
  EXPECT_EQ(std::count(trial.Sample.Evaluated.begin(), trial.Sample.Evaluated.end(), 1),
    trial.Sample.NumberOfEvaluations)
    << surface.Name;
}

} // namespace

TEST(AdaptiveSampling, OfABilinearFunctionMeasuresTheCoarseGridAndTheErrorSample)
{
  const Surface surface = Sampled("bilinear", { 101, 101, 1 },
    [](double x, double y, double) { return 1.0 + x + 2.0 * y + 3.0 * x * y; });
  const Trial trial = Try(surface);
  EXPECT_EQ(trial.Sample.NumberOfEvaluations, 17 * 17 + 368);
  EXPECT_EQ(trial.Sample.ErrorSamples, 368);
  EXPECT_EQ(trial.Batches, 2);
  EXPECT_LT(trial.Sample.MaxError, 1e-14);
  EXPECT_LT(TrueMaxError(surface, trial.Sample), 1e-14);
  EXPECT_DOUBLE_EQ(trial.Sample.AbsoluteTolerance, 0.01 * surface.Range());
}

TEST(AdaptiveSampling, OfAQuadraticFunctionIsExactAsWell)
{
  const Surface surface = Sampled("quadratic", { 101, 77, 1 },
    [](double x, double y, double) { return x * x + 3.0 * y * y + x * y; });
  const Trial trial = Try(surface);
  EXPECT_EQ(trial.Batches, 2);
  EXPECT_LT(TrueMaxError(surface, trial.Sample), 1e-13);
}

TEST(AdaptiveSampling, FollowsAStep)
{
  const Surface surface = Sampled(
    "step", { 101, 101, 1 }, [](double x, double, double) { return x > 0.313 ? 1.0 : 0.0; });
  const Trial trial = Try(surface);
  ExpectWithinTolerance(surface, trial);
  EXPECT_EQ(TrueMaxError(surface, trial.Sample), 0.0);
  EXPECT_LT(EvaluatedShare(trial.Sample), 0.25);
}

TEST(AdaptiveSampling, MeasuresEveryPointNextToANonFiniteOne)
{
  const std::array<int, 3> resolution = { 61, 47, 1 };
  const Surface surface = Sampled("island", resolution,
    [](double x, double y, double)
    {
      const double radius = std::hypot(x - 0.3, y + 0.1);
      return radius < 0.15 ? NAN : radius < 0.2 ? INFINITY : std::exp(x + y);
    });
  const Trial trial = Try(surface);
  ExpectWithinTolerance(surface, trial);
  EXPECT_LT(EvaluatedShare(trial.Sample), 0.5);
  for (int j = 0; j < resolution[1]; ++j)
  {
    for (int i = 0; i < resolution[0]; ++i)
    {
      const bool finite = std::isfinite(surface.Values[i + resolution[0] * j]);
      for (int dj = -1; !finite && dj <= 1; ++dj)
      {
        for (int di = -1; di <= 1; ++di)
        {
          EXPECT_EQ(trial.Sample.Evaluated[i + di + resolution[0] * (j + dj)], 1) << i << " " << j;
        }
      }
    }
  }
  // The range is that of finite values.
  EXPECT_LE(trial.Sample.AbsoluteTolerance, 0.01 * surface.Range() * (1.0 + 1e-12));
  EXPECT_GT(trial.Sample.AbsoluteTolerance, 0.0);
}

TEST(AdaptiveSampling, OfNothingButNaNMeasuresEverything)
{
  const Surface surface =
    Sampled("NaN", { 23, 19, 1 }, [](double, double, double) { return double(NAN); });
  const Trial trial = Try(surface);
  EXPECT_EQ(trial.Sample.NumberOfEvaluations, 23 * 19);
  EXPECT_EQ(trial.Twice, 0);
  EXPECT_EQ(trial.Sample.AbsoluteTolerance, 0.0);
}

TEST(AdaptiveSampling, WorksInOneAndThreeDimensions)
{
  const Surface line =
    Sampled("line", { 1001, 1, 1 }, [](double x, double, double) { return std::sin(5.0 * x * x); });
  const Trial along = Try(line);
  ExpectWithinTolerance(line, along);
  EXPECT_LT(EvaluatedShare(along.Sample), 0.4);
  const Surface volume = Sampled("volume", { 41, 33, 37 },
    [](double x, double y, double z) { return std::exp(x - y * y) + z * std::abs(x + 0.2); });
  const Trial inside = Try(volume);
  ExpectWithinTolerance(volume, inside);
  EXPECT_LT(EvaluatedShare(inside.Sample), 0.33); // the kink is a plane
}

TEST(AdaptiveSampling, OfTinyGridsMeasuresEverything)
{
  for (const auto& resolution : { std::array<int, 3>{ 1, 1, 1 }, { 2, 1, 1 }, { 2, 2, 1 },
         { 3, 2, 1 }, { 5, 5, 1 }, { 1, 4, 1 }, { 2, 2, 2 }, { 3, 5, 4 } })
  {
    const Surface surface = Sampled("tiny", resolution, Lopsided);
    const Trial trial = Try(surface);
    EXPECT_EQ(trial.Sample.Fields[0], surface.Values);
    EXPECT_EQ(EvaluatedShare(trial.Sample), 1.0);
    EXPECT_EQ(trial.Sample.ErrorSamples, 0);
    EXPECT_EQ(trial.Sample.MaxError, 0.0);
  }
}

TEST(AdaptiveSampling, TakesAnyResolution)
{
  for (const int x : { 6, 7, 20, 33, 50, 64, 65, 66, 90 })
  {
    for (const int y : { 1, 2, 3, 9, 31 })
    {
      const Surface surface =
        Sampled(std::to_string(x) + " x " + std::to_string(y), { x, y, 1 }, Lopsided);
      ExpectWithinTolerance(surface, Try(surface));
    }
  }
}

TEST(AdaptiveSampling, OfAConstantMeasuresTheCoarseGridAndTheErrorSample)
{
  const Surface surface =
    Sampled("constant", { 51, 51, 1 }, [](double, double, double) { return 0.1; });
  const Trial trial = Try(surface);
  EXPECT_EQ(trial.Batches, 2);
  EXPECT_EQ(trial.Sample.AbsoluteTolerance, 0.0);
  EXPECT_EQ(trial.Sample.Fields[0], surface.Values);
}

TEST(AdaptiveSampling, InterpolatesAllFieldsAlike)
{
  const Trial trial = Try(Sampled("lopsided", { 61, 61, 1 }, Lopsided));
  const auto& fields = trial.Sample.Fields;
  for (std::size_t point = 0; point < fields[0].size(); ++point)
  {
    EXPECT_EQ(fields[1][point], -fields[0][point]);
  }
}

TEST(AdaptiveSampling, StaysWithinTheMeasuredRange)
{
  const Surface surface = Sampled("waves", { 101, 101, 1 },
    [](double x, double y, double)
    { return 50.0 + 50.0 * std::sin(4.0 * x + 1.0) * std::cos(3.0 * y); });
  const Trial trial = Try(surface, { 0.05, 0 });
  ASSERT_LT(EvaluatedShare(trial.Sample), 1.0);
  for (const double value : trial.Sample.Fields[0])
  {
    EXPECT_GE(value, 0.0);
    EXPECT_LE(value, 100.0);
  }
}

TEST(AdaptiveSampling, DependsOnTheSeedOnlyThroughTheErrorSample)
{
  const Surface surface = Sampled("lopsided", { 81, 81, 1 }, Lopsided);
  const Trial first = Try(surface, { 0.01, 1 });
  const Trial again = Try(surface, { 0.01, 1 });
  EXPECT_EQ(first.Sample.Evaluated, again.Sample.Evaluated);
  EXPECT_EQ(first.Sample.Fields, again.Sample.Fields);
  const Trial other = Try(surface, { 0.01, 2 });
  EXPECT_NE(first.Sample.Evaluated, other.Sample.Evaluated);
  ExpectWithinTolerance(surface, first);
  ExpectWithinTolerance(surface, other);
}

TEST(AdaptiveSampling, DoesNotDependOnUnitsOfValues)
{
  const Surface surface = Sampled("lopsided", { 81, 81, 1 }, Lopsided);
  Surface scaled = surface;
  for (double& value : scaled.Values)
  {
    value *= -0x1p40;
  }
  EXPECT_EQ(Try(surface).Sample.Evaluated, Try(scaled).Sample.Evaluated);
}

TEST(AdaptiveSampling, TreatsAMirroredOrTransposedLandscapeAlike)
{
  const auto share = [](const Function& f)
  {
    const Surface surface = Sampled("lopsided", { 91, 91, 1 }, f);
    const Trial trial = Try(surface);
    ExpectWithinTolerance(surface, trial);
    return EvaluatedShare(trial.Sample);
  };
  const double plain = share(Lopsided);
  EXPECT_LT(plain, 0.5);
  const double mirrored = share([](double x, double y, double z) { return Lopsided(-x, y, z); });
  const double transposed = share([](double x, double y, double z) { return Lopsided(y, x, z); });
  // The error sample is drawn by chance.
  EXPECT_NEAR(mirrored, plain, 0.05 * plain);
  EXPECT_NEAR(transposed, plain, 0.05 * plain);
}

TEST(AdaptiveSampling, WithoutToleranceMeasuresWhateverIsNotExact)
{
  const Surface surface = Sampled("lopsided", { 41, 41, 1 }, Lopsided);
  const Trial trial = Try(surface, { 0.0, 0 });
  EXPECT_EQ(trial.Sample.Fields[0], surface.Values);
}

TEST(AdaptiveSampling, RefusesATolerance)
{
  const Surface surface = Sampled("any", { 3, 3, 1 }, Lopsided);
  EXPECT_THROW(Try(surface, { -0.1, 0 }), Error);
  EXPECT_THROW(Try(surface, { NAN, 0 }), Error);
  EXPECT_THROW(Try(surface, { INFINITY, 0 }), Error);
}

TEST(AdaptiveSampling, KeepsWhatWasDoneBeforeAnAbort)
{
  const Surface surface = Sampled("lopsided", { 101, 101, 1 }, Lopsided);
  std::int64_t measured = 0;
  double last = 0.0;
  const auto progress = [&](double fraction)
  {
    EXPECT_GE(fraction, last);
    EXPECT_LE(fraction, 1.0);
    last = fraction;
    return measured < 500;
  };
  const auto measure =
    [&](const std::vector<std::int64_t>& points, AdaptiveSample& sample, const Progress& report)
  {
    for (std::size_t i = 0; i < points.size(); ++i)
    {
      ReportProgress(report, static_cast<double>(i) / static_cast<double>(points.size()));
      sample.Fields[0][points[i]] = surface.Values[points[i]];
      sample.Evaluated[points[i]] = 1;
      ++measured;
    }
  };
  AdaptiveSample sample;
  EXPECT_THROW(SampleAdaptively(surface.Points, {}, 1, measure, sample, progress), Aborted);
  EXPECT_EQ(std::count(sample.Evaluated.begin(), sample.Evaluated.end(), 1), measured);
  EXPECT_EQ(measured, 500);
  for (std::size_t point = 0; point < surface.Values.size(); ++point)
  {
    EXPECT_TRUE(sample.Evaluated[point] ? sample.Fields[0][point] == surface.Values[point]
                                        : std::isnan(sample.Fields[0][point]));
  }
}

TEST(AdaptiveSampling, ReportsProgressUpToOne)
{
  const Surface surface = Sampled("lopsided", { 65, 65, 1 }, Lopsided);
  std::vector<double> fractions;
  AdaptiveSample sample;
  SampleAdaptively(
    surface.Points, {}, 1,
    [&](const std::vector<std::int64_t>& points, AdaptiveSample& all, const Progress& report)
    {
      for (const std::int64_t point : points)
      {
        all.Fields[0][point] = surface.Values[point];
        all.Evaluated[point] = 1;
      }
      ReportProgress(report, 1.0);
    },
    sample,
    [&](double fraction)
    {
      fractions.push_back(fraction);
      return true;
    });
  EXPECT_TRUE(std::is_sorted(fractions.begin(), fractions.end()));
  EXPECT_EQ(fractions.back(), 1.0);
}
