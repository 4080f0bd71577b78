// SPDX-License-Identifier: BSD-3-Clause
// Against brute force: Testing/Data/topology, written by make_topology.py.
#include "Core/Mathematics/Topology/Critical/CriticalVertices.h"
#include "Core/Mathematics/Topology/Critical/Persistence.h"
#include "Core/Mathematics/Topology/Morse/DiscreteGradient.h"
#include "Core/Mathematics/Topology/Morse/MorseComplex.h"
#include "Testing/Core/Mathematics/Topology/TopologyTesting.h"

#include <cmath>
#include <gtest/gtest.h>
#include <map>

using namespace losslandscape::topology;
using namespace topology_testing;

namespace
{

std::vector<Critical> CriticalOf(const ScalarField& field, int threads)
{
  std::vector<Critical> found;
  for (const auto& vertex : FindCriticalVertices(field, { threads, {} }))
  {
    found.push_back({ vertex.Vertex, static_cast<int>(vertex.Type), vertex.OnBoundary });
  }
  return found;
}

Pairs PairsOf(const ScalarField& field, MaximumPairing pairing)
{
  Pairs pairs;
  for (const auto& pair : ComputePersistence(field, pairing))
  {
    pairs.insert({ pair.Dimension, pair.Birth, pair.Death, pair.Finite });
  }
  return pairs;
}

/// Vertex and number of critical cells of each dimension.
using Cells = std::map<std::int64_t, std::array<std::int64_t, 4>>;

Cells CellsOf(const MorseComplex& complex)
{
  Cells cells;
  for (const auto& cell : complex.CriticalCells)
  {
    ++cells[cell.Vertex][cell.Dimension];
  }
  return cells;
}

} // namespace

TEST(TopologyReferences, AreThere)
{
  EXPECT_GE(References().size(), 40u);
}

TEST(TopologyReferences, CriticalVertices)
{
  for (const auto& reference : References())
  {
    const ScalarField field = reference.TheImage.Field();
    EXPECT_EQ(CriticalOf(field, 1), reference.CriticalPoints) << reference.Name;
    EXPECT_EQ(CriticalOf(field, 3), reference.CriticalPoints) << reference.Name;
  }
}

TEST(TopologyReferences, PairsOfSublevelSets)
{
  for (const auto& reference : References())
  {
    EXPECT_EQ(PairsOf(reference.TheImage.Field(), MaximumPairing::Sublevel), reference.Sublevel)
      << reference.Name;
  }
}

TEST(TopologyReferences, PairsOfSuperlevelSets)
{
  for (const auto& reference : References())
  {
    EXPECT_EQ(PairsOf(reference.TheImage.Field(), MaximumPairing::Superlevel), reference.Superlevel)
      << reference.Name;
  }
}

TEST(TopologyReferences, CriticalCells)
{
  for (const auto& reference : References())
  {
    if (reference.Dimension < 2)
    {
      continue;
    }
    Cells expected;
    for (const auto& cells : reference.Cells)
    {
      expected[cells[0]] = { cells[1], cells[2], cells[3], cells[4] };
    }
    const MorseComplex complex = ComputeMorseComplex(reference.TheImage.Field(), {});
    EXPECT_EQ(CellsOf(complex), expected) << reference.Name;
  }
}

TEST(TopologyReferences, BasinsOfMinima)
{
  for (const auto& reference : References())
  {
    if (reference.Dimension < 2)
    {
      continue;
    }
    const MorseComplex complex = ComputeMorseComplex(reference.TheImage.Field(), {});
    std::vector<std::int64_t> found;
    for (const std::int64_t label : complex.DescendingManifold)
    {
      found.push_back(label < 0 ? -1 : complex.CriticalCells[label].Vertex);
    }
    EXPECT_EQ(found, reference.Descending) << reference.Name;
  }
}

/// On planes the discrete gradient's own pairs are those of the sublevel sets, persistence
/// included.
TEST(TopologyReferences, PersistenceOfCriticalCells)
{
  for (const auto& reference : References())
  {
    if (reference.Dimension != 2)
    {
      continue;
    }
    const ScalarField field = reference.TheImage.Field();
    std::multiset<std::pair<std::int64_t, double>> expected;
    for (const auto& pair : reference.Sublevel)
    {
      // Differences of huge values overflow, and then count as infinite.
      const double persistence = field.Value(pair[2]) - field.Value(pair[1]);
      if (pair[3] && std::isfinite(persistence))
      {
        expected.emplace(pair[1], persistence);
        expected.emplace(pair[2], persistence);
      }
    }
    std::multiset<std::pair<std::int64_t, double>> found;
    for (const auto& cell : ComputeMorseComplex(field, {}).CriticalCells)
    {
      if (std::isfinite(cell.Persistence))
      {
        found.emplace(cell.Vertex, cell.Persistence);
      }
    }
    EXPECT_EQ(found, expected) << reference.Name;
  }
}
