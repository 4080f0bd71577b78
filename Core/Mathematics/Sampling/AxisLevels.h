// SPDX-License-Identifier: BSD-3-Clause
#ifndef losslandscape_Mathematics_Sampling_AxisLevels_h
#define losslandscape_Mathematics_Sampling_AxisLevels_h

#include <vector>

namespace losslandscape
{
namespace sampling
{

/// Nested subsets of the points 0 ... n - 1 of an axis, from coarse to fine; their members are
/// called nodes. Level 0 has the two ends, each level halves the intervals of the one before it,
/// the last one has all points. Any n will do: where an interval has no middle point, the one
/// nearer to the middle of the axis is taken, so that the levels look the same from both ends.
class AxisLevels
{
public:
  explicit AxisLevels(int points);

  /// Number of levels, at least 1. Levels beyond the finest one are equal to it.
  int Count() const { return static_cast<int>(this->Levels.size()); }

  /// The nodes of a level, ascending.
  const std::vector<int>& Nodes(int level) const { return this->At(level).Nodes; }

  /// The nodes of a level that the level before it lacks, ascending.
  const std::vector<int>& NewNodes(int level) const;

  /// The first level of which a point is a node.
  int LevelOf(int point) const { return this->First[point]; }

  /// The index among Nodes(level) of the last node that is not beyond `point`.
  int NodeBelow(int level, int point) const { return this->At(level).Below[point]; }

  bool IsNode(int level, int point) const { return this->First[point] <= level; }

  /// The first level of at least `nodes` nodes and with intervals of at most `interval` points, as
  /// far as the axis has that many.
  int LevelWith(int nodes, int interval) const;

private:
  struct Level
  {
    std::vector<int> Nodes;
    std::vector<int> New;
    std::vector<int> Below;
  };

  const Level& At(int level) const
  {
    return this->Levels[level < this->Count() ? level : this->Count() - 1];
  }

  std::vector<Level> Levels;
  std::vector<int> First;
  std::vector<int> None;
};

} // namespace sampling
} // namespace losslandscape

#endif
