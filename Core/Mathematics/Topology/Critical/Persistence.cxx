// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Mathematics/Topology/Critical/Persistence.h"

#include "Core/Mathematics/Topology/Critical/ComponentSweep.h"
#include "Core/Mathematics/Topology/Critical/CriticalVertices.h"
#include "Core/Mathematics/Topology/Morse/Tunnels.h"

#include <map>
#include <string>
#include <tuple>

namespace losslandscape
{
namespace topology
{
namespace
{

PersistencePair MakePair(
  const ScalarField& field, int dimension, std::int64_t birth, std::int64_t death, bool finite)
{
  return { dimension, birth, death, finite, field.Value(death) - field.Value(birth) };
}

/// Adds the pair of the lowest and the highest vertex of each connected part of the domain.
void AddInfinitePairs(const ScalarField& field, ComponentSweep& valleys, const Execution& execution,
  std::vector<PersistencePair>& pairs)
{
  std::map<std::int64_t, std::int64_t> highest; // by lowest
  for (const auto& critical : FindCriticalVertices(field, execution))
  {
    if (critical.Type == CriticalType::Maximum)
    {
      std::int64_t& end =
        highest.emplace(valleys.ComponentOf(critical.Vertex), critical.Vertex).first->second;
      end = field.Below(end, critical.Vertex) ? critical.Vertex : end;
    }
  }
  for (const auto& [lowest, end] : highest)
  {
    pairs.push_back(MakePair(field, 0, lowest, end, false));
  }
}

void AddValleys(
  const ScalarField& field, const Execution& execution, std::vector<PersistencePair>& pairs)
{
  ComponentSweep valleys(field, ComponentSweep::Direction::Up, false, execution.Part(0.0, 0.3));
  valleys.Run([&](std::int64_t minimum, std::int64_t saddle)
    { pairs.push_back(MakePair(field, 0, minimum, saddle, true)); },
    execution.Part(0.3, 0.8));
  AddInfinitePairs(field, valleys, execution.Part(0.8, 1.0), pairs);
}

void AddHills(const ScalarField& field, int dimension, MaximumPairing pairing,
  const Execution& execution, std::vector<PersistencePair>& pairs)
{
  const bool openBorder = pairing == MaximumPairing::Sublevel;
  ComponentSweep hills(
    field, ComponentSweep::Direction::Down, openBorder, execution.Part(0.0, 0.4));
  hills.Run([&](std::int64_t maximum, std::int64_t saddle)
    { pairs.push_back(MakePair(field, dimension, saddle, maximum, true)); },
    execution.Part(0.4, 1.0));
}

auto SortKey(const PersistencePair& pair)
{
  return std::make_tuple(pair.Finite, -pair.Persistence, pair.Dimension, pair.Birth, pair.Death);
}

} // namespace

std::vector<PersistencePair> ComputePersistence(
  const ScalarField& field, MaximumPairing pairing, const Execution& execution)
{
  const int dimension = Triangulation(field.Size()).Dimension();
  std::vector<PersistencePair> pairs;
  AddValleys(field, execution.Part(0.0, dimension == 3 ? 0.2 : 0.5), pairs);
  if (dimension == 3)
  {
    for (const auto& [birth, death] : FindTunnels(field, execution.Part(0.2, 0.8)))
    {
      pairs.push_back(MakePair(field, 1, birth, death, true));
    }
  }
  if (dimension >= 2)
  {
    AddHills(field, dimension - 1, pairing, execution.Part(dimension == 3 ? 0.8 : 0.5, 1.0), pairs);
  }
  ParallelSort(pairs, execution.Part(1.0, 1.0),
    [](const auto& a, const auto& b) { return SortKey(a) < SortKey(b); });
  return pairs;
}

double AbsoluteThreshold(const ScalarField& field, double threshold, bool relative)
{
  if (!(threshold >= 0.0))
  {
    throw Error("persistence threshold is out of range")
      .Expected("0 or a positive number")
      .Found(std::to_string(threshold));
  }
  // The range may be infinite, and its product with 0 would be NaN.
  return relative && threshold > 0.0 ? threshold * field.Range() : threshold;
}

} // namespace topology
} // namespace losslandscape
