// SPDX-License-Identifier: BSD-3-Clause
#include "Testing/Core/Engine/NetworkTesting.h"

#include "Core/Engine/Plane/PrincipalComponents.h"

#include <cmath>
#include <random>

using namespace losslandscape;

namespace
{

using Vectors = std::vector<std::vector<double>>;

VectorStream StreamOf(const Vectors& vectors)
{
  VectorStream stream;
  stream.Count = static_cast<std::int64_t>(vectors.size());
  stream.Length = vectors.empty() ? 0 : static_cast<std::int64_t>(vectors[0].size());
  stream.Read = [&vectors](std::int64_t index) { return vectors[index]; };
  return stream;
}

/// Steps of independent normal numbers in many more dimensions than there are steps.
Vectors RandomWalk(int points, int length)
{
  std::mt19937_64 generator(11);
  std::normal_distribution<double> normal;
  Vectors walk(points, std::vector<double>(length, 0.0));
  for (int t = 1; t < points; ++t)
  {
    for (int i = 0; i < length; ++i)
    {
      walk[t][i] = walk[t - 1][i] + normal(generator);
    }
  }
  return walk;
}

void SubtractLast(Vectors& vectors)
{
  const std::vector<double> last = vectors.back();
  for (auto& vector : vectors)
  {
    for (std::size_t i = 0; i < last.size(); ++i)
    {
      vector[i] -= last[i];
    }
  }
}

double Dot(const std::vector<double>& a, const std::vector<double>& b)
{
  double sum = 0.0;
  for (std::size_t i = 0; i < a.size(); ++i)
  {
    sum += a[i] * b[i];
  }
  return sum;
}

void ExpectRandomWalk(const PrincipalVariance& variance)
{
  for (int k = 0; k < 3; ++k)
  {
    const double expected = variance.RandomWalkVarianceRatio[k];
    EXPECT_NEAR(variance.ExplainedVarianceRatio[k], expected, 0.01 * expected) << k;
    EXPECT_GT(variance.CosineCorrelation[k], 0.99) << k;
  }
}

} // namespace

TEST(PrincipalComponents, RandomWalkLooksLikeItsNull)
{
  Vectors walk = RandomWalk(100, 200000);
  PrincipalOptions options;
  options.Centred = true;
  const auto centred = FindPrincipalComponents(StreamOf(walk), options).Variance;
  EXPECT_NEAR(centred.RandomWalkVarianceRatio[0], 0.6079, 1e-4);
  EXPECT_NEAR(centred.RandomWalkVarianceRatio[1], 0.1520, 1e-4);
  ExpectRandomWalk(centred);

  SubtractLast(walk);
  options.Centred = false;
  const auto plain = FindPrincipalComponents(StreamOf(walk), options).Variance;
  EXPECT_NEAR(plain.RandomWalkVarianceRatio[0], 0.8106, 1e-4);
  EXPECT_NEAR(plain.RandomWalkVarianceRatio[1], 0.0901, 1e-4);
  ExpectRandomWalk(plain);
}

TEST(PrincipalComponents, BlocksDoNotChangeTheResult)
{
  const Vectors walk = RandomWalk(17, 50);
  PrincipalOptions options;
  options.Components = 3;
  const auto whole = FindPrincipalComponents(StreamOf(walk), options);
  options.BlockBytes = 5 * 50 * sizeof(double);
  const auto blocks = FindPrincipalComponents(StreamOf(walk), options);
  for (int k = 0; k < 3; ++k)
  {
    EXPECT_NEAR(Dot(whole.Directions[k], blocks.Directions[k]), 1.0, 1e-12);
  }
}

TEST(PrincipalComponents, DirectionsAreOrthonormalAndFaceTheStart)
{
  const Vectors vectors = { { 3, 0, 1, 0 }, { 1, 2, 0, 0 }, { 0, -1, 0, 2 } };
  PrincipalOptions options;
  options.Components = 3;
  const auto directions = FindPrincipalComponents(StreamOf(vectors), options).Directions;
  for (int a = 0; a < 3; ++a)
  {
    EXPECT_GT(Dot(directions[a], vectors[0]), 0.0);
    for (int b = 0; b <= a; ++b)
    {
      EXPECT_NEAR(Dot(directions[a], directions[b]), a == b ? 1.0 : 0.0, 1e-12);
    }
  }
}

TEST(PrincipalComponents, VarianceOfAPlaneHasTwoComponents)
{
  // Two orthogonal axes of lengths 2 and 1: variances 4 and 1.
  const auto variance =
    FindPrincipalComponents(StreamOf({ { 2, 0, 0 }, { 0, 1, 0 } }), {}).Variance;
  ASSERT_EQ(variance.ExplainedVarianceRatio.size(), 2u);
  EXPECT_NEAR(variance.ExplainedVarianceRatio[0], 0.8, 1e-12);
  EXPECT_NEAR(variance.ExplainedVarianceRatio[1], 0.2, 1e-12);
}

TEST(PrincipalComponents, RefusesVectorsOnALine)
{
  const Vectors line = { { 1, 2, 3 }, { 2, 4, 6 }, { -1, -2, -3 } };
  const auto text = ErrorText([&] { FindPrincipalComponents(StreamOf(line), {}); });
  ExpectContains(text, "too few independent checkpoints");
  ExpectContains(text, "1 in 3 checkpoints");
}

TEST(PrincipalComponents, AbortStopsTheReading)
{
  const Vectors walk = RandomWalk(10, 5);
  int calls = 0;
  EXPECT_THROW(
    FindPrincipalComponents(StreamOf(walk), {}, [&](double) { return ++calls < 3; }), Aborted);
  EXPECT_EQ(calls, 3);
}
