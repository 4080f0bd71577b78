// SPDX-License-Identifier: BSD-3-Clause
// Truth: the same derivatives without a file.
#include "Testing/Core/Engine/DerivativeTesting.h"

#include "Core/Engine/Evaluation/EvaluationKey.h"
#include "Core/Engine/Evaluation/PointEvaluation.h"
#include "Testing/Core/Store/KeyedStore.h"

#include <cstring>
#include <filesystem>
#include <set>

using namespace losslandscape;

namespace
{

std::string FreshFile(const std::string& name)
{
  const auto path = TestOutput("derivatives_" + name + ".sqlite");
  std::filesystem::remove(path);
  std::filesystem::remove(path + "-journal");
  return path;
}

DerivativeOptions Everything()
{
  DerivativeOptions options;
  options.Gradient = options.Hessian = options.ExtremeEigenvalues = true;
  return options;
}

DerivativeOptions Only(bool DerivativeOptions::*kind)
{
  DerivativeOptions options;
  options.*kind = true;
  return options;
}

/// A square of N x N points from -1 to 1: those of 3 are among those of 5.
PlanePoints Square(int points)
{
  return { points * points,
    [=](std::int64_t i)
    {
      const double step = 2.0 / (points - 1);
      return std::array<double, 3>{ -1.0 + step * static_cast<double>(i % points),
        -1.0 + step * static_cast<double>(i / points), 0.0 };
    } };
}

void ExpectSameBits(
  const std::vector<PointDerivatives>& one, const std::vector<PointDerivatives>& other)
{
  ASSERT_EQ(one.size(), other.size());
  static_assert(sizeof(PointDerivatives) == 17 * sizeof(double), "no gaps");
  for (std::size_t i = 0; i < one.size(); ++i)
  {
    EXPECT_EQ(std::memcmp(&one[i], &other[i], sizeof(one[i])), 0) << "point " << i;
  }
}

/// Evaluates with the file: the right derivatives, so many from the file and so many not.
void ExpectFromFile(const std::string& file, const Plane& plane, const PlanePoints& points,
  const DerivativeOptions& options, std::int64_t fromFile, std::int64_t evaluated)
{
  EvaluationStore store(file);
  std::vector<PointDerivatives> found;
  const CacheUse use = EvaluateDerivatives(store, plane, points, options, 2, found);
  ExpectSameBits(found, DerivativesAt(plane, points, options));
  EXPECT_EQ(use.PointsFromCache, fromFile);
  EXPECT_EQ(use.PointsEvaluated, evaluated);
  EXPECT_TRUE(store.Use().Warnings.empty());
}

} // namespace

TEST(StoredDerivatives, DerivativesAreTheSameBitsWithAndWithoutAFile)
{
  for (const char* network : { "tanh", "relu", "quadratic" })
  {
    const auto file = FreshFile("same_bits");
    const auto plane = LoadPlane(network);
    ExpectFromFile(file, *plane, Square(3), Everything(), 0, 27);
    ExpectFromFile(file, *plane, Square(3), Everything(), 27, 0);
    ExpectFromFile("", *plane, Square(3), Everything(), 0, 27);
  }
}

TEST(StoredDerivatives, NotANumberIsKeptAsItIs)
{
  const auto file = FreshFile("nan");
  const auto plane = LoadPlane("gelu");
  const PlanePoints far = { 1, [](std::int64_t) {
                             return std::array<double, 3>{ 1e308, 1e308, 0.0 };
                           } };
  ExpectFromFile(file, *plane, far, Everything(), 0, 3);
  ExpectFromFile(file, *plane, far, Everything(), 3, 0);
}

TEST(StoredDerivatives, AFinerGridEvaluatesNewPointsOnly)
{
  const auto file = FreshFile("finer");
  const auto plane = LoadPlane("tanh");
  ExpectFromFile(file, *plane, Square(3), Everything(), 0, 27);
  ExpectFromFile(file, *plane, Square(5), Everything(), 27, 48);
}

TEST(StoredDerivatives, KindsAreKeptApart)
{
  const auto file = FreshFile("kinds");
  const auto plane = LoadPlane("gelu");
  DerivativeOptions options = Only(&DerivativeOptions::Gradient);
  ExpectFromFile(file, *plane, Square(3), options, 0, 9);
  options.Hessian = true;
  ExpectFromFile(file, *plane, Square(3), options, 9, 9);
  options.ExtremeEigenvalues = true;
  ExpectFromFile(file, *plane, Square(3), options, 18, 9);
  options.EigenvalueTolerance = 1e-6;
  ExpectFromFile(file, *plane, Square(3), options, 18, 9);
  options.MaximumProducts = 3;
  ExpectFromFile(file, *plane, Square(3), options, 18, 9);
  ExpectFromFile(file, *plane, Square(3), options, 27, 0);
}

TEST(StoredDerivatives, LossesOfTheSamePointsAreOthers)
{
  const auto file = FreshFile("losses");
  const auto plane = LoadPlane("gelu");
  const auto points = Square(3);
  EvaluationStore losses(file);
  EvaluatePoints(losses, *plane, points, 1, [](std::int64_t, const LossValue&) {});
  ExpectFromFile(file, *plane, points, Everything(), 0, 27);
  EvaluationStore again(file);
  EvaluatePoints(again, *plane, points, 1, [](std::int64_t, const LossValue&) {});
  EXPECT_EQ(again.Use().PointsFromCache, 9);
}

TEST(StoredDerivatives, TakesTheFilesValuesAndEvaluatesTheOthers)
{
  // Numbers that no evaluation gives show which points were not evaluated.
  const auto file = FreshFile("marked");
  const auto plane = LoadPlane("tanh");
  const auto gradient = Only(&DerivativeOptions::Gradient);
  KeyedStore(file, DerivativeKey(*plane, gradient), 4)
    .Insert({ { { 0.0, 0.0, 0.0 }, { 1e9, 2e9, 3e9, 4e9 } } });
  EvaluationStore store(file);
  std::vector<PointDerivatives> found;
  EvaluateDerivatives(store, *plane, Square(3), gradient, 2, found);
  const auto truth = DerivativesAt(*plane, Square(3), gradient);
  EXPECT_EQ(found[4].Gradient, (std::array<double, 3>{ 1e9, 2e9, 3e9 }));
  EXPECT_EQ(found[4].NetworkGradientNorm, 4e9);
  EXPECT_EQ(found[3].Gradient, truth[3].Gradient);
  EXPECT_EQ(found[5].NetworkGradientNorm, truth[5].NetworkGradientNorm);
}

TEST(StoredDerivatives, WhateverChangesADerivativeMakesAnotherKey)
{
  const auto gradient = Only(&DerivativeOptions::Gradient);
  const auto hessian = Only(&DerivativeOptions::Hessian);
  const auto eigenvalues = Only(&DerivativeOptions::ExtremeEigenvalues);
  const auto plane = LoadPlane("gelu");
  std::set<std::string> keys = { EvaluationKey(*plane) };
  const auto isNew = [&](const Plane& of, const DerivativeOptions& options)
  { return keys.insert(DerivativeKey(of, options)).second; };
  EXPECT_TRUE(isNew(*plane, gradient));
  EXPECT_TRUE(isNew(*plane, hessian));
  EXPECT_TRUE(isNew(*plane, eigenvalues));
  auto changed = eigenvalues;
  changed.EigenvalueTolerance = 1e-4;
  EXPECT_TRUE(isNew(*plane, changed));
  changed = eigenvalues;
  changed.MaximumProducts = 100;
  EXPECT_TRUE(isNew(*plane, changed));
  auto options = ProblemOf("gelu");
  options.BatchSize = 8;
  EXPECT_TRUE(isNew(Plane(std::make_shared<Problem>(options), 2, {}), gradient));
  options.Loss = LossKind::MeanSquaredError;
  EXPECT_TRUE(isNew(Plane(std::make_shared<Problem>(options), 2, {}), gradient));
  EXPECT_TRUE(isNew(*LoadPlane("tanh"), gradient));
}

TEST(StoredDerivatives, WhatDoesNotChangeADerivativeKeepsTheKey)
{
  const auto plane = LoadPlane("gelu");
  for (const auto kind : { &DerivativeOptions::Gradient, &DerivativeOptions::Hessian })
  {
    auto options = Only(kind);
    const auto key = DerivativeKey(*plane, options);
    options.EigenvalueTolerance = 1e-5;
    options.MaximumProducts = 7;
    EXPECT_EQ(DerivativeKey(*plane, options), key);
    EXPECT_EQ(key.find("fused"), std::string::npos);
  }
}

TEST(StoredDerivatives, AnAbortKeepsWhatWasDone)
{
  const auto file = FreshFile("aborted");
  const auto plane = LoadPlane("gelu");
  const auto points = Square(3);
  std::vector<PointDerivatives> found;
  // Gradients and Hessians are a sixteenth of the work: it ends among the eigenvalues.
  EvaluationStore store(file);
  EXPECT_THROW(EvaluateDerivatives(store, *plane, points, Everything(), 2, found,
                 [](double done) { return done < 0.1; }),
    Aborted);
  const CacheUse use = EvaluateDerivatives(store, *plane, points, Everything(), 2, found);
  EXPECT_GE(use.PointsFromCache, 2 * points.Count);
  EXPECT_GT(use.PointsEvaluated, 0);
  EXPECT_EQ(use.PointsFromCache + use.PointsEvaluated, 3 * points.Count);
  ExpectSameBits(found, DerivativesAt(*plane, points, Everything()));
}
