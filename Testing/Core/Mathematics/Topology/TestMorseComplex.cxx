// SPDX-License-Identifier: BSD-3-Clause
// What must hold for the Morse complex of any field, simplified or not.
#include "Core/Mathematics/Topology/Critical/Persistence.h"
#include "Core/Mathematics/Topology/Morse/MorseComplex.h"
#include "Testing/Core/Mathematics/Topology/TopologyTesting.h"

#include <algorithm>
#include <cmath>
#include <gtest/gtest.h>
#include <map>
#include <numeric>
#include <set>

using namespace losslandscape::topology;
using namespace topology_testing;

namespace
{

std::array<std::int64_t, 4> CountCells(const MorseComplex& complex)
{
  std::array<std::int64_t, 4> counts = { 0, 0, 0, 0 };
  for (const auto& cell : complex.CriticalCells)
  {
    ++counts[cell.Dimension];
  }
  return counts;
}

std::int64_t EulerCharacteristic(const MorseComplex& complex)
{
  const auto counts = CountCells(complex);
  return counts[0] - counts[1] + counts[2] - counts[3];
}

MorseComplex Simplified(const ScalarField& field, double threshold, int threads = 1)
{
  return ComputeMorseComplex(field, { threshold, false }, { threads, {} });
}

bool AreNeighbors(const Triangulation& grid, std::int64_t a, std::int64_t b)
{
  for (int n = 0; n < grid.NumberOfNeighbors(); ++n)
  {
    if ((grid.Present(a) >> n & 1) && a + grid.Offset(n) == b)
    {
      return true;
    }
  }
  return false;
}

/// Corners that two top cells share.
int SharedCorners(const Triangulation& grid, std::int64_t a, std::int64_t b)
{
  const auto first = grid.CellVertices(a);
  const auto second = grid.CellVertices(b);
  const int corners = grid.Dimension() + 1;
  return static_cast<int>(std::count_if(first.begin(), first.begin() + corners,
    [&](std::int64_t vertex)
    {
      return std::find(second.begin(), second.begin() + corners, vertex) !=
        second.begin() + corners;
    }));
}

/// Number of connected parts of the points with each label.
std::map<std::int64_t, int> PartsOfLabels(
  const Triangulation& grid, const std::vector<std::int64_t>& labels)
{
  std::map<std::int64_t, int> parts;
  std::vector<bool> seen(labels.size(), false);
  for (std::size_t start = 0; start < labels.size(); ++start)
  {
    if (seen[start])
    {
      continue;
    }
    ++parts[labels[start]];
    std::vector<std::int64_t> front(1, static_cast<std::int64_t>(start));
    seen[start] = true;
    while (!front.empty())
    {
      const std::int64_t at = front.back();
      front.pop_back();
      for (int n = 0; n < grid.NumberOfNeighbors(); ++n)
      {
        const std::int64_t next = at + grid.Offset(n);
        if ((grid.Present(at) >> n & 1) && !seen[next] && labels[next] == labels[at])
        {
          seen[next] = true;
          front.push_back(next);
        }
      }
    }
  }
  return parts;
}

/// Checks that belong to any complex of a field without holes.
void ExpectConsistent(const Image& image, const MorseComplex& complex)
{
  const ScalarField field = image.Field();
  const Triangulation grid(image.Points);
  const auto counts = CountCells(complex);
  const int dimension = grid.Dimension();
  EXPECT_EQ(EulerCharacteristic(complex), 1);
  EXPECT_EQ(counts[0], complex.NumberOfMinima);
  EXPECT_EQ(counts[dimension], complex.NumberOfMaxima);

  // Each basin is connected and holds its minimum.
  const auto parts = PartsOfLabels(grid, complex.DescendingManifold);
  EXPECT_EQ(static_cast<std::int64_t>(parts.size()), complex.NumberOfMinima);
  for (const auto& [label, count] : parts)
  {
    EXPECT_EQ(count, 1);
    ASSERT_GE(label, 0);
    EXPECT_EQ(complex.DescendingManifold[complex.CriticalCells[label].Vertex], label);
  }
  // Each maximum's own vertex flows to it.
  const auto firstMaximum =
    static_cast<std::int64_t>(complex.CriticalCells.size()) - counts[dimension];

  std::map<std::int64_t, int> down;
  for (const auto& line : complex.Separatrices)
  {
    const auto& saddle = complex.CriticalCells[line.Saddle];
    const auto& end = complex.CriticalCells[line.End];
    ASSERT_GT(line.Count, 0);
    const std::int64_t* path = &complex.Paths[line.First];
    if (line.Ascending)
    {
      EXPECT_EQ(saddle.Dimension, dimension - 1);
      EXPECT_EQ(end.Dimension, dimension);
      EXPECT_GE(line.End, firstMaximum);
      for (std::int64_t i = 1; i < line.Count; ++i)
      {
        EXPECT_EQ(SharedCorners(grid, path[i - 1], path[i]), dimension);
      }
      const auto last = grid.CellVertices(path[line.Count - 1]);
      EXPECT_NE(std::find(last.begin(), last.end(), end.Vertex), last.end());
      continue;
    }
    ++down[line.Saddle];
    EXPECT_EQ(saddle.Dimension, 1);
    EXPECT_EQ(end.Dimension, 0);
    EXPECT_EQ(path[line.Count - 1], end.Vertex);
    for (std::int64_t i = 0; i < line.Count; ++i)
    {
      EXPECT_EQ(complex.DescendingManifold[path[i]], line.End) << "the path stays in one basin";
      EXPECT_TRUE(i == 0 || AreNeighbors(grid, path[i - 1], path[i]));
    }
  }
  for (std::int64_t i = counts[0]; i < counts[0] + counts[1]; ++i)
  {
    EXPECT_EQ(down[i], 2) << "two ways down from each saddle";
  }
}

} // namespace

TEST(MorseComplex, EulerCharacteristicOfPlanes)
{
  for (std::uint64_t seed = 0; seed < 3000; ++seed)
  {
    const Size points = { 2 + static_cast<std::int64_t>(seed % 11),
      2 + static_cast<std::int64_t>(seed / 11 % 9), 1 };
    const int levels = static_cast<int>(seed % 4) * static_cast<int>(seed % 3);
    const Image image = RandomImage(points, levels, seed);
    ASSERT_EQ(EulerCharacteristic(Simplified(image.Field(), 0.0)), 1) << seed;
    ASSERT_EQ(EulerCharacteristic(Simplified(image.Field(), 0.3)), 1) << seed;
  }
}

TEST(MorseComplex, EulerCharacteristicOfVolumes)
{
  for (std::uint64_t seed = 0; seed < 1000; ++seed)
  {
    const Size points = { 2 + static_cast<std::int64_t>(seed % 5),
      2 + static_cast<std::int64_t>(seed / 5 % 4), 2 + static_cast<std::int64_t>(seed / 20 % 4) };
    const int levels = static_cast<int>(seed % 4) * static_cast<int>(seed % 3);
    const Image image = RandomImage(points, levels, seed);
    ASSERT_EQ(EulerCharacteristic(Simplified(image.Field(), 0.0)), 1) << seed;
    ASSERT_EQ(EulerCharacteristic(Simplified(image.Field(), 0.3)), 1) << seed;
  }
}

TEST(MorseComplex, IsConsistentAtAnyThreshold)
{
  for (std::uint64_t seed = 0; seed < 60; ++seed)
  {
    const bool volume = seed % 3 == 0;
    const Image image = RandomImage(
      { 9 + static_cast<std::int64_t>(seed % 4), 8, volume ? 6 : 1 }, seed % 2 * 6, seed);
    const double scale = seed % 2 ? 6.0 : 1.0;
    for (const double threshold : { 0.0, 0.1, 0.25, 0.5, 0.9, 2.0 })
    {
      ExpectConsistent(image, Simplified(image.Field(), threshold * scale));
      if (HasFailure())
      {
        FAIL() << "seed " << seed << ", threshold " << threshold;
      }
    }
  }
}

/// What is left are exactly the pairs that are significant enough, and each with its persistence.
TEST(MorseComplex, SimplificationKeepsThePersistentPairs)
{
  for (std::uint64_t seed = 0; seed < 200; ++seed)
  {
    const Image image = RandomImage({ 12, 11, 1 }, seed % 2 ? 9 : 0, seed);
    const ScalarField field = image.Field();
    const double threshold = (seed % 2 ? 9.0 : 1.0) * 0.05 * static_cast<double>(seed % 17);
    std::multiset<double> minima, maxima;
    for (const auto& pair : ComputePersistence(field, MaximumPairing::Sublevel))
    {
      if (pair.Finite && pair.Persistence >= threshold && pair.Persistence > 0.0)
      {
        (pair.Dimension == 0 ? minima : maxima).insert(pair.Persistence);
      }
    }
    std::multiset<double> foundMinima, foundMaxima;
    for (const auto& cell : Simplified(field, threshold).CriticalCells)
    {
      if (cell.Dimension != 1 && std::isfinite(cell.Persistence) && cell.Persistence > 0.0)
      {
        (cell.Dimension == 0 ? foundMinima : foundMaxima).insert(cell.Persistence);
      }
    }
    ASSERT_EQ(foundMinima, minima) << seed;
    ASSERT_EQ(foundMaxima, maxima) << seed;
  }
}

/// Basins only merge: those of a simplified complex are unions of basins of the full one.
TEST(MorseComplex, BasinsMerge)
{
  for (std::uint64_t seed = 0; seed < 50; ++seed)
  {
    const Image image = RandomImage({ 15, 14, 1 }, 0, seed);
    const MorseComplex full = Simplified(image.Field(), 0.0);
    const MorseComplex coarse = Simplified(image.Field(), 0.4);
    EXPECT_LT(coarse.NumberOfMinima, full.NumberOfMinima);
    EXPECT_LT(coarse.NumberOfMaxima, full.NumberOfMaxima);
    for (const auto manifold :
      { &MorseComplex::DescendingManifold, &MorseComplex::AscendingManifold })
    {
      std::map<std::int64_t, std::set<std::int64_t>> targets;
      for (std::size_t i = 0; i < (full.*manifold).size(); ++i)
      {
        if ((full.*manifold)[i] >= 0)
        {
          targets[(full.*manifold)[i]].insert((coarse.*manifold)[i]);
        }
      }
      for (const auto& target : targets)
      {
        EXPECT_EQ(target.second.size(), 1u);
      }
    }
  }
}

TEST(MorseComplex, MaximaLieInTheirBasins)
{
  for (std::uint64_t seed = 0; seed < 50; ++seed)
  {
    const Image image = RandomImage({ 9, 8, seed % 2 ? 7 : 1 }, 0, seed);
    const MorseComplex complex = Simplified(image.Field(), 0.0);
    const auto first =
      static_cast<std::int64_t>(complex.CriticalCells.size()) - complex.NumberOfMaxima;
    for (std::int64_t m = 0; m < complex.NumberOfMaxima; ++m)
    {
      EXPECT_EQ(complex.AscendingManifold[complex.CriticalCells[first + m].Vertex], m);
    }
  }
}

TEST(MorseComplex, GeometryOfPaths)
{
  // Minima on the left and on the right of a ridge with a pass at (1, 0).
  const double values[] = { 0.0, 2.0, 1.0, 5.0, 7.0, 6.0 };
  const ScalarField field(values, { 3, 2, 1 }, { 10.0, 20.0, 0.0 }, { 2.0, 1.0, 1.0 });
  const MorseComplex complex = ComputeMorseComplex(field, {});
  ASSERT_EQ(complex.CriticalCells.size(), 3u);
  ASSERT_EQ(complex.Separatrices.size(), 2u);
  const ComplexGeometry geometry(field);
  // The saddle is the edge from (1, 0) to (2, 0): the lower star of (1, 0) starts with (0, 0).
  const auto saddle = geometry.At(complex.CriticalCells[2]);
  EXPECT_EQ(saddle.Position, (Vector3{ 13.0, 20.0, 0.0 }));
  EXPECT_EQ(saddle.Value, 1.5);
  std::vector<double> xs, means;
  for (const auto& line : complex.Separatrices)
  {
    std::int64_t count = 0;
    geometry.VisitPoints(complex, line,
      [&](const ComplexGeometry::Point& point)
      {
        xs.push_back(point.Position[0]);
        means.push_back(point.Value);
        ++count;
      });
    EXPECT_EQ(count, geometry.NumberOfPoints(line));
  }
  EXPECT_EQ(xs, (std::vector<double>{ 13.0, 12.0, 11.0, 10.0, 13.0, 14.0 }));
  EXPECT_EQ(means, (std::vector<double>{ 1.5, 2.0, 1.0, 0.0, 1.5, 1.0 }));
}

TEST(MorseComplex, DoesNotDependOnThreads)
{
  for (const Size& points : { Size{ 300, 280, 1 }, Size{ 40, 41, 30 } })
  {
    const Image image = RandomImage(points, 50, 7);
    const MorseComplex one = Simplified(image.Field(), 5.0, 1);
    for (const int threads : { 2, 3, 7 })
    {
      const MorseComplex many = Simplified(image.Field(), 5.0, threads);
      EXPECT_EQ(many.DescendingManifold, one.DescendingManifold);
      EXPECT_EQ(many.AscendingManifold, one.AscendingManifold);
      EXPECT_EQ(many.Paths, one.Paths);
      EXPECT_EQ(many.CriticalCells.size(), one.CriticalCells.size());
    }
  }
}

TEST(MorseComplex, HolesAreOpen)
{
  Image image = RandomImage({ 9, 9, 1 }, 0, 3);
  for (const int point : { 30, 31, 40, 60 })
  {
    image.Values[point] = std::nan("");
  }
  const MorseComplex complex = Simplified(image.Field(), 0.5);
  for (const int point : { 30, 31, 40, 60 })
  {
    EXPECT_EQ(complex.DescendingManifold[point], -1);
    EXPECT_EQ(complex.AscendingManifold[point], -1);
  }
  for (const auto& line : complex.Separatrices)
  {
    ASSERT_GE(line.End, 0);
  }
}

TEST(MorseComplex, NeedsAPlane)
{
  const Image line = RandomImage({ 9, 1, 1 }, 0, 1);
  EXPECT_THROW(Simplified(line.Field(), 0.0), losslandscape::Error);
  const ScalarField nothing(nullptr, { 0, 0, 0 }, { 0.0, 0.0, 0.0 }, { 1.0, 1.0, 1.0 });
  EXPECT_TRUE(Simplified(nothing, 0.0).CriticalCells.empty());
  const Image image = RandomImage({ 9, 9, 1 }, 0, 1);
  EXPECT_THROW(Simplified(image.Field(), std::nan("")), losslandscape::Error);
}

TEST(MorseComplex, StopsWhenAsked)
{
  const Image image = RandomImage({ 200, 200, 1 }, 0, 1);
  const losslandscape::Execution stop = { 2, [](double) { return false; } };
  EXPECT_THROW(ComputeMorseComplex(image.Field(), {}, stop), losslandscape::Aborted);
}
