// SPDX-License-Identifier: BSD-3-Clause
#ifndef TopologyTesting_h
#define TopologyTesting_h

#include "Core/Mathematics/Topology/Field/ScalarField.h"

#include <array>
#include <functional>
#include <set>
#include <string>
#include <tuple>
#include <vector>

namespace topology_testing
{

using losslandscape::topology::ScalarField;
using losslandscape::topology::Size;
using losslandscape::topology::Vector3;

/// Values with their grid, so that a ScalarField can be made of them.
struct Image
{
  Size Points = { 1, 1, 1 };
  std::vector<double> Values;
  Vector3 Origin = { 0.0, 0.0, 0.0 };
  Vector3 Spacing = { 1.0, 1.0, 1.0 };

  ScalarField Field(const losslandscape::Execution& execution = {}) const
  {
    return ScalarField(this->Values.data(), this->Points, this->Origin, this->Spacing, execution);
  }
};

/// `function(x, y, z)` on `points` points of each axis that has a range.
Image Sample(const Size& points, const std::array<double, 6>& bounds,
  const std::function<double(double, double, double)>& function);

/// Uniform numbers; with `levels` > 0 integers below it, so that there are many ties.
Image RandomImage(const Size& points, int levels, std::uint64_t seed);

struct Critical
{
  std::int64_t Vertex;
  int Type;
  bool OnBoundary;
  bool operator<(const Critical& other) const
  {
    return std::tie(this->Vertex, this->Type, this->OnBoundary) <
      std::tie(other.Vertex, other.Type, other.OnBoundary);
  }
  bool operator==(const Critical& other) const { return !(*this < other) && !(other < *this); }
};

/// Dimension, birth, death, finite.
using Pair = std::array<std::int64_t, 4>;
using Pairs = std::multiset<Pair>;

/// A field of Testing/Data/topology with what make_topology.py found by brute force.
struct Reference
{
  std::string Name;
  Image TheImage;
  int Dimension;
  std::vector<Critical> CriticalPoints;
  Pairs Sublevel;
  Pairs Superlevel;
  std::array<std::int64_t, 4> MorseNumbers;
  std::vector<std::array<std::int64_t, 5>> Cells; ///< vertex, critical cells of dimensions 0 to 3
  std::vector<std::int64_t> Descending;
};

/// All of them.
const std::vector<Reference>& References();

} // namespace topology_testing

#endif
