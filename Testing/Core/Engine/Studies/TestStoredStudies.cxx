// SPDX-License-Identifier: BSD-3-Clause
// Truth: what the same study finds without a file.
#include "Testing/Core/Engine/DerivativeTesting.h"

#include "Core/Engine/Studies/Sharpness/NetworkSharpness.h"
#include "Core/Engine/Studies/Spectrum/HessianSpectrum.h"

#include <filesystem>

using namespace losslandscape;

namespace
{

using Parts = std::vector<SpectrumPart>;

std::string FreshFile(const std::string& name)
{
  const auto path = TestOutput("studies_" + name + ".sqlite");
  std::filesystem::remove(path);
  std::filesystem::remove(path + "-journal");
  return path;
}

HessianSpectrumOptions SmallSpectrum()
{
  HessianSpectrumOptions options;
  options.Largest = 2;
  options.Smallest = 1;
  options.Probes = 3;
  options.Steps = 5;
  return options;
}

/// The parts, of which so many are in the file and so many are not.
Parts ExpectParts(const std::string& file, const HessianSpectrumOptions& options,
  std::int64_t fromFile, std::int64_t computed)
{
  EvaluationStore store(file);
  const auto parts = ComputeSpectrumParts(store, LoadProblem("gelu"), options, {}, 2);
  const CacheUse use = store.Use();
  EXPECT_EQ(use.PointsFromCache, fromFile);
  EXPECT_EQ(use.PointsEvaluated, computed);
  EXPECT_TRUE(use.Warnings.empty());
  return parts;
}

void ExpectSame(const Parts& one, const Parts& other)
{
  ASSERT_EQ(one.size(), other.size());
  for (std::size_t i = 0; i < one.size(); ++i)
  {
    EXPECT_EQ(one[i].Index, other[i].Index);
    EXPECT_EQ(one[i].Numbers, other[i].Numbers) << i;
  }
}

} // namespace

TEST(StoredSpectrum, ASecondRunComputesNothing)
{
  const auto file = FreshFile("spectrum");
  auto options = SmallSpectrum();
  ExpectSame(ExpectParts(file, options, 0, 4), ExpectParts("", options, 0, 4));
  ExpectSame(ExpectParts(file, options, 4, 0), ExpectParts("", options, 0, 4));
  options.PerLayer = true;
  const auto layers = static_cast<std::int64_t>(LoadProblem("gelu")->Parameters().size());
  ExpectSame(
    ExpectParts(file, options, 4, 4 * layers), ExpectParts("", options, 0, 4 * (1 + layers)));
}

TEST(StoredSpectrum, OtherOptionsLeaveTheRestValid)
{
  const auto file = FreshFile("options");
  auto options = SmallSpectrum();
  ExpectParts(file, options, 0, 4);
  options.Tolerance = 1e-6;
  ExpectParts(file, options, 3, 1);
  options.Probes = 5;
  ExpectSame(ExpectParts(file, options, 4, 2), ExpectParts("", options, 0, 6));
  options.Steps = 6;
  ExpectParts(file, options, 1, 5);
  options.Seed = 1;
  ExpectParts(file, options, 0, 6);
  options.DoublePrecision = true;
  ExpectParts(file, options, 0, 6);
}

TEST(StoredSpectrum, AnAbortKeepsWhatIsKnown)
{
  const auto file = FreshFile("aborted");
  const auto options = SmallSpectrum();
  {
    EvaluationStore store(file);
    EXPECT_THROW(ComputeSpectrumParts(store, LoadProblem("gelu"), options, {}, 1,
                   [&](double) { return store.Use().PointsEvaluated < 2; }),
      Aborted);
  }
  EvaluationStore store(file);
  const auto parts = ComputeSpectrumParts(store, LoadProblem("gelu"), options, {}, 1);
  EXPECT_GE(store.Use().PointsFromCache, 2);
  EXPECT_EQ(store.Use().PointsFromCache + store.Use().PointsEvaluated, 4);
  ExpectSame(parts, ExpectParts("", options, 0, 4));
}

TEST(StoredSharpness, ASecondRunMeasuresNothing)
{
  const auto file = FreshFile("sharpness");
  SharpnessOptions options;
  options.AscentSteps = 3;
  options.Directions = 2;
  const auto measure = [&](EvaluationStore& store)
  { return MeasureSharpness(store, LoadProblem("gelu"), options, 1); };
  EvaluationStore nowhere;
  const auto truth = measure(nowhere);
  for (const std::int64_t fromFile : { 0, 1 })
  {
    EvaluationStore store(file);
    const auto found = measure(store);
    EXPECT_EQ(store.Use().PointsFromCache, fromFile);
    EXPECT_EQ(store.Use().PointsEvaluated, 1 - fromFile);
    EXPECT_EQ(found.Loss, truth.Loss);
    EXPECT_EQ(found.GradientNorm, truth.GradientNorm);
    ASSERT_EQ(found.Measures.size(), truth.Measures.size());
    for (std::size_t i = 0; i < found.Measures.size(); ++i)
    {
      EXPECT_EQ(found.Measures[i].Name, truth.Measures[i].Name);
      EXPECT_EQ(found.Measures[i].Value, truth.Measures[i].Value);
    }
    EXPECT_EQ(found.Measures.back().StandardError, truth.Measures.back().StandardError);
  }
  options.SamRadius = 0.1;
  EvaluationStore store(file);
  measure(store);
  EXPECT_EQ(store.Use().PointsEvaluated, 1);
}
