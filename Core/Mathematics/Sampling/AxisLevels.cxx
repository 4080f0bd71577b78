// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Mathematics/Sampling/AxisLevels.h"

#include <algorithm>
#include <iterator>
#include <utility>

namespace losslandscape
{
namespace sampling
{
namespace
{

using NodeList = std::vector<int>;

int LongestOf(const NodeList& nodes)
{
  int longest = 0;
  for (std::size_t i = 1; i < nodes.size(); ++i)
  {
    longest = std::max(longest, nodes[i] - nodes[i - 1]);
  }
  return longest;
}

/// Adds the new nodes between `low` and `high`: one, or two if the interval lies around the middle
/// of the axis and has no middle point.
void AddMiddle(int low, int high, int last, NodeList& nodes)
{
  const int sum = low + high;
  if (high - low < 2)
  {
    return;
  }
  if (sum % 2 == 0 || sum > last)
  {
    nodes.push_back(sum / 2);
  }
  else if (sum < last)
  {
    nodes.push_back(sum / 2 + 1);
  }
  else
  {
    nodes.push_back(sum / 2);
    nodes.push_back(sum / 2 + 1);
  }
}

NodeList Halve(const NodeList& nodes)
{
  NodeList halved;
  for (std::size_t i = 0; i < nodes.size(); ++i)
  {
    if (i > 0)
    {
      AddMiddle(nodes[i - 1], nodes[i], nodes.back(), halved);
    }
    halved.push_back(nodes[i]);
  }
  return halved;
}

NodeList Missing(const NodeList& fine, const NodeList& coarse)
{
  NodeList missing;
  std::set_difference(
    fine.begin(), fine.end(), coarse.begin(), coarse.end(), std::back_inserter(missing));
  return missing;
}

std::vector<int> BelowEach(const NodeList& nodes, int points)
{
  std::vector<int> below(points);
  int node = 0;
  for (int point = 0; point < points; ++point)
  {
    while (node + 1 < static_cast<int>(nodes.size()) && nodes[node + 1] <= point)
    {
      ++node;
    }
    below[point] = node;
  }
  return below;
}

} // namespace

AxisLevels::AxisLevels(int points) : First(points, 0)
{
  NodeList coarse;
  NodeList nodes = points > 1 ? NodeList{ 0, points - 1 } : NodeList{ 0 };
  while (nodes.size() > coarse.size())
  {
    const NodeList added = Missing(nodes, coarse);
    for (const int point : added)
    {
      this->First[point] = this->Count();
    }
    this->Levels.push_back({ nodes, added, BelowEach(nodes, points) });
    coarse = std::exchange(nodes, Halve(nodes));
  }
}

const std::vector<int>& AxisLevels::NewNodes(int level) const
{
  return level < this->Count() ? this->Levels[level].New : this->None;
}

int AxisLevels::LevelWith(int nodes, int interval) const
{
  int level = 0;
  while (level + 1 < this->Count() &&
    (static_cast<int>(this->Nodes(level).size()) < nodes ||
      LongestOf(this->Nodes(level)) > interval))
  {
    ++level;
  }
  return level;
}

} // namespace sampling
} // namespace losslandscape
