// SPDX-License-Identifier: BSD-3-Clause
// The error of every single point, on many surfaces: what the error sample cannot promise.
#include "SamplingTesting.h"

#include <gtest/gtest.h>

using namespace sampling_testing;

namespace
{

void ExpectTolerance(const Surface& surface, double tolerance)
{
  for (const std::uint64_t seed : { 0, 1, 2 })
  {
    const Trial trial = Try(surface, { tolerance, seed });
    const double absolute = tolerance * surface.Range();
    EXPECT_EQ(trial.Twice, 0) << surface.Name;
    EXPECT_LE(TrueMaxError(surface, trial.Sample), absolute)
      << surface.Name << ", tolerance " << tolerance << ", seed " << seed;
    EXPECT_LE(trial.Sample.MaxError, 0.5 * trial.Sample.AbsoluteTolerance) << surface.Name;
    EXPECT_LE(trial.Sample.AbsoluteTolerance, absolute * (1.0 + 1e-12)) << surface.Name;
  }
}

} // namespace

TEST(AdaptiveTolerance, HoldsForAnalyticFunctions)
{
  for (const double tolerance : { 0.05, 0.01, 0.002 })
  {
    for (const int points : { 51, 101 })
    {
      for (const auto& surface : AnalyticSurfaces(points))
      {
        ExpectTolerance(surface, tolerance);
      }
    }
  }
}

TEST(AdaptiveTolerance, HoldsForKinksStepsHolesAndNoise)
{
  for (const double tolerance : { 0.05, 0.01 })
  {
    for (const auto& surface : SyntheticSurfaces(101))
    {
      ExpectTolerance(surface, tolerance);
    }
  }
}

TEST(AdaptiveTolerance, HoldsForPerceptrons)
{
  for (const std::uint64_t seed : { 1, 2, 3, 4 })
  {
    ExpectTolerance(PerceptronSurface(71, seed % 2 ? 1.0 : 3.0, seed), 0.01);
  }
}

TEST(AdaptiveTolerance, SavesMostEvaluationsOfSmoothSurfaces)
{
  for (const auto& surface : AnalyticSurfaces(101))
  {
    if (surface.Name == "Himmelblau" || surface.Name == "Mueller-Brown" ||
      surface.Name == "Monkey Saddle" || surface.Name == "Rosenbrock")
    {
      EXPECT_LT(EvaluatedShare(Try(surface).Sample), 0.2) << surface.Name;
    }
  }
}
