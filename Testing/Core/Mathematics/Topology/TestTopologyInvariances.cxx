// SPDX-License-Identifier: BSD-3-Clause
// Maps of values and of the grid that map the topology.
#include "Core/Mathematics/Topology/Critical/CriticalVertices.h"
#include "Core/Mathematics/Topology/Critical/Persistence.h"
#include "Core/Mathematics/Topology/Morse/MorseComplex.h"
#include "Testing/Core/Mathematics/Topology/TopologyTesting.h"

#include <algorithm>
#include <gtest/gtest.h>

using namespace losslandscape::topology;
using namespace topology_testing;

namespace
{

using VertexMap = std::function<std::int64_t(std::int64_t)>;
std::int64_t Same(std::int64_t vertex)
{
  return vertex;
}

std::set<Critical> CriticalOf(const Image& image, const VertexMap& map)
{
  std::set<Critical> found;
  for (const auto& vertex : FindCriticalVertices(image.Field()))
  {
    found.insert({ map(vertex.Vertex), static_cast<int>(vertex.Type), vertex.OnBoundary });
  }
  return found;
}

Pairs PairsOf(const Image& image, MaximumPairing pairing, const VertexMap& map)
{
  Pairs pairs;
  for (const auto& pair : ComputePersistence(image.Field(), pairing))
  {
    pairs.insert({ pair.Dimension, map(pair.Birth), map(pair.Death), pair.Finite });
  }
  return pairs;
}

std::multiset<std::array<std::int64_t, 4>> LinesOf(const Image& image, const VertexMap& map)
{
  const MorseComplex complex = ComputeMorseComplex(image.Field(), { 0.1, true });
  std::multiset<std::array<std::int64_t, 4>> lines;
  for (const auto& line : complex.Separatrices)
  {
    lines.insert({ line.Ascending, map(complex.CriticalCells[line.Saddle].Vertex),
      map(complex.CriticalCells[line.End].Vertex), line.Count });
  }
  return lines;
}

void ExpectSameTopology(const Image& a, const Image& b, const VertexMap& fromB)
{
  EXPECT_EQ(CriticalOf(b, fromB), CriticalOf(a, Same));
  for (const auto pairing : { MaximumPairing::Sublevel, MaximumPairing::Superlevel })
  {
    EXPECT_EQ(PairsOf(b, pairing, fromB), PairsOf(a, pairing, Same));
  }
  EXPECT_EQ(LinesOf(b, fromB), LinesOf(a, Same));
}

/// Values without ties: they are ordered by ids, which maps of the grid do not keep.
Image Distinct(const Size& points, std::uint64_t seed)
{
  return RandomImage(points, 0, seed);
}

} // namespace

TEST(TopologyInvariances, ShiftedAndScaledValues)
{
  for (std::uint64_t seed = 0; seed < 40; ++seed)
  {
    const Image image = RandomImage({ 9, 8, seed % 2 ? 5 : 1 }, 20, seed);
    Image mapped = image;
    for (double& value : mapped.Values)
    {
      value = 3.0 * value + 1024.0; // exact
    }
    ExpectSameTopology(image, mapped, Same);
  }
}

TEST(TopologyInvariances, TransposedPlanes)
{
  for (std::uint64_t seed = 0; seed < 40; ++seed)
  {
    const Image image = Distinct({ 11, 8, 1 }, seed);
    Image transposed = image;
    transposed.Points = { 8, 11, 1 };
    const auto toOriginal = [](std::int64_t vertex) { return vertex / 8 + 11 * (vertex % 8); };
    for (std::int64_t vertex = 0; vertex < 88; ++vertex)
    {
      transposed.Values[vertex] = image.Values[toOriginal(vertex)];
    }
    ExpectSameTopology(image, transposed, toOriginal);
  }
}

TEST(TopologyInvariances, PointReflections)
{
  for (std::uint64_t seed = 0; seed < 40; ++seed)
  {
    const Image image = Distinct({ 7, 6, seed % 2 ? 5 : 1 }, seed);
    Image reflected = image;
    std::reverse(reflected.Values.begin(), reflected.Values.end());
    const auto last = static_cast<std::int64_t>(image.Values.size()) - 1;
    ExpectSameTopology(image, reflected, [last](std::int64_t vertex) { return last - vertex; });
  }
}

TEST(TopologyInvariances, TransposedVolumes)
{
  // Exchanging y and z keeps the tetrahedra.
  for (std::uint64_t seed = 0; seed < 20; ++seed)
  {
    const Image image = Distinct({ 5, 6, 4 }, seed);
    Image transposed = image;
    transposed.Points = { 5, 4, 6 };
    const auto toOriginal = [](std::int64_t vertex)
    { return vertex % 5 + 5 * (vertex / 20 + 6 * (vertex / 5 % 4)); };
    for (std::int64_t vertex = 0; vertex < 120; ++vertex)
    {
      transposed.Values[vertex] = image.Values[toOriginal(vertex)];
    }
    ExpectSameTopology(image, transposed, toOriginal);
  }
}

TEST(TopologyInvariances, NegationSwapsMinimaAndMaxima)
{
  for (std::uint64_t seed = 0; seed < 40; ++seed)
  {
    const Image image = Distinct({ 9, 8, seed % 2 ? 5 : 1 }, seed);
    Image negated = image;
    for (double& value : negated.Values)
    {
      value = -value;
    }
    const bool volume = image.Points[2] > 1;
    std::set<Critical> swapped;
    for (auto critical : CriticalOf(negated, Same))
    {
      const int planeTypes[] = { 3, 1, 2, 0, 4 };
      const int volumeTypes[] = { 3, 2, 1, 0, 4 };
      critical.Type = (volume ? volumeTypes : planeTypes)[critical.Type];
      swapped.insert(critical);
    }
    EXPECT_EQ(swapped, CriticalOf(image, Same));

    const std::int64_t hills = volume ? 2 : 1;
    Pairs swappedPairs, pairs;
    for (const auto& pair : PairsOf(negated, MaximumPairing::Superlevel, Same))
    {
      if (pair[3] && (pair[0] == 0 || pair[0] == hills))
      {
        swappedPairs.insert({ hills - pair[0], pair[2], pair[1], pair[3] });
      }
    }
    for (const auto& pair : PairsOf(image, MaximumPairing::Superlevel, Same))
    {
      if (pair[3] && (pair[0] == 0 || pair[0] == hills))
      {
        pairs.insert(pair);
      }
    }
    EXPECT_EQ(swappedPairs, pairs);
  }
}
