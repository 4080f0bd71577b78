// SPDX-License-Identifier: BSD-3-Clause
// Truth: the spectrum that one process computes, which TestHessianSpectrum compares with full
// Hessians.
#include "Testing/Core/Engine/SpectrumTesting.h"

#include <set>

using namespace losslandscape;

namespace
{

/// Computed, not kept.
std::vector<SpectrumPart> ComputeSpectrumParts(std::shared_ptr<const Problem> problem,
  const HessianSpectrumOptions& options, const SpectrumShare& share, int threads)
{
  EvaluationStore nowhere;
  return ComputeSpectrumParts(nowhere, std::move(problem), options, share, threads);
}

HessianSpectrumOptions Options(bool perLayer)
{
  HessianSpectrumOptions options;
  options.Largest = 2;
  options.Smallest = 1;
  options.Probes = 5;
  options.Steps = 6;
  options.PerLayer = perLayer;
  options.Seed = 3;
  return options;
}

void ExpectSame(
  const std::vector<HessianEigenvalue>& one, const std::vector<HessianEigenvalue>& other)
{
  ASSERT_EQ(one.size(), other.size());
  for (std::size_t i = 0; i < one.size(); ++i)
  {
    EXPECT_EQ(one[i].Value, other[i].Value);
    EXPECT_EQ(one[i].Residual, other[i].Residual);
  }
}

void ExpectSame(const std::vector<curvature::ProbeQuadrature>& one,
  const std::vector<curvature::ProbeQuadrature>& other)
{
  ASSERT_EQ(one.size(), other.size());
  for (std::size_t i = 0; i < one.size(); ++i)
  {
    EXPECT_EQ(one[i].Nodes, other[i].Nodes);
    EXPECT_EQ(one[i].Weights, other[i].Weights);
    EXPECT_EQ(one[i].BlockTraces, other[i].BlockTraces);
  }
}

void ExpectSame(const HessianSpectrum& one, const HessianSpectrum& other)
{
  EXPECT_EQ(one.Loss, other.Loss);
  EXPECT_EQ(one.GradientNorm, other.GradientNorm);
  EXPECT_EQ(one.Weights, other.Weights);
  EXPECT_EQ(one.Trace.Value, other.Trace.Value);
  EXPECT_EQ(one.Trace.StandardError, other.Trace.StandardError);
  ExpectSame(one.Largest, other.Largest);
  ExpectSame(one.Smallest, other.Smallest);
  EXPECT_EQ(one.Converged, other.Converged);
  ExpectSame(one.Probes, other.Probes);
  ASSERT_EQ(one.Blocks.size(), other.Blocks.size());
  for (std::size_t i = 0; i < one.Blocks.size(); ++i)
  {
    EXPECT_EQ(one.Blocks[i].Name, other.Blocks[i].Name);
    EXPECT_EQ(one.Blocks[i].Weights, other.Blocks[i].Weights);
    EXPECT_EQ(one.Blocks[i].Trace.Value, other.Blocks[i].Trace.Value);
    ExpectSame(one.Blocks[i].Probes, other.Blocks[i].Probes);
  }
  EXPECT_EQ(one.Products, other.Products);
}

class SpectrumParts : public testing::TestWithParam<bool>
{
};

TEST_P(SpectrumParts, AreTheSameBitsForAnyNumberOfRanks)
{
  const auto problem = LoadProblem("gelu");
  const auto options = Options(GetParam());
  const auto alone = ComputeHessianSpectrum(problem, options, 1);
  for (const int ranks : { 2, 3, 7 })
  {
    std::vector<double> sent;
    std::set<std::int64_t> indices;
    std::int64_t mostOfOne = 0;
    for (int rank = 0; rank < ranks; ++rank)
    {
      const auto parts = ComputeSpectrumParts(problem, options, { rank, ranks }, 1);
      std::int64_t products = 0;
      for (const auto& part : parts)
      {
        EXPECT_TRUE(indices.insert(part.Index).second) << "computed twice";
        products += static_cast<std::int64_t>(part.Numbers.back());
      }
      mostOfOne = std::max(mostOfOne, products);
      const auto packed = Packed(parts);
      sent.insert(sent.end(), packed.begin(), packed.end());
    }
    ExpectSame(AssembleSpectrum(*problem, options, Unpacked(sent)), alone);
    EXPECT_LT(mostOfOne, ranks == 2 ? 0.7 * alone.Products : 0.6 * alone.Products);
  }
}

INSTANTIATE_TEST_SUITE_P(WithAndWithoutLayers, SpectrumParts, testing::Bool());

TEST(SpectrumShare, MoreRanksThanPartsHaveNothingToDo)
{
  auto options = Options(false);
  options.Probes = 1;
  const auto problem = LoadProblem("tanh");
  EXPECT_EQ(ComputeSpectrumParts(problem, options, { 0, 3 }, 1).size(), 1u);
  EXPECT_EQ(ComputeSpectrumParts(problem, options, { 1, 3 }, 1).size(), 1u);
  EXPECT_TRUE(ComputeSpectrumParts(problem, options, { 2, 3 }, 1).empty());
}

} // namespace
