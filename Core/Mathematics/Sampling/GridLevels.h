// SPDX-License-Identifier: BSD-3-Clause
#ifndef losslandscape_Mathematics_Sampling_GridLevels_h
#define losslandscape_Mathematics_Sampling_GridLevels_h

#include "Core/Common/Grid.h"
#include "Core/Mathematics/Sampling/AxisLevels.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <vector>

namespace losslandscape
{
namespace sampling
{

/// The indices of a grid point along the axes.
using Index = std::array<int, 3>;

/// Nested lattices in a grid of 1, 2 or 3 axes, which are the products of AxisLevels. Level 0 is
/// the coarsest, the last level has all points. Points are numbered with x varying fastest.
class GridLevels
{
public:
  explicit GridLevels(const std::array<int, 3>& resolution);

  int Count() const { return this->Number; }
  int Finest() const { return this->Number - 1; }
  std::int64_t NumberOfPoints() const { return this->Total; }
  const AxisLevels& Axis(int axis) const { return this->Axes[axis]; }
  std::int64_t Stride(int axis) const { return this->Strides[axis]; }

  /// The first level at which every axis has reached its AxisLevels::LevelWith(nodes, interval).
  int LevelWith(int nodes, int interval) const;

  /// The first level that has a point.
  int LevelOf(const Index& index) const;

  Index IndexOf(std::int64_t point) const;
  std::int64_t PointAt(const Index& index) const
  {
    return index[0] + this->Strides[1] * index[1] + this->Strides[2] * index[2];
  }

  /// Calls `visit(point)` for the points of a level.
  template <typename Visit>
  void ForEachOfLevel(int level, Visit&& visit) const
  {
    this->ForEach(
      { &this->Axes[0].Nodes(level), &this->Axes[1].Nodes(level), &this->Axes[2].Nodes(level) },
      visit);
  }

  /// Calls `visit(point)` for all points whose coordinates are in the three lists.
  template <typename Visit>
  void ForEach(const std::array<const std::vector<int>*, 3>& nodes, Visit&& visit) const
  {
    for (const int k : *nodes[2])
    {
      for (const int j : *nodes[1])
      {
        const std::int64_t row = this->Strides[2] * k + this->Strides[1] * j;
        for (const int i : *nodes[0])
        {
          visit(row + i);
        }
      }
    }
  }

  /// Calls `visit(point)` for the points of `level` around the point `index`: those within `cells`
  /// cells of level - 1, the cell that contains the point included.
  template <typename Visit>
  void ForEachAround(const Index& index, int level, int cells, Visit&& visit) const
  {
    std::array<std::vector<int>, 3> nodes;
    for (int axis = 0; axis < 3; ++axis)
    {
      nodes[axis] = this->NodesAround(axis, index[axis], level, cells);
    }
    this->ForEach({ &nodes[0], &nodes[1], &nodes[2] }, visit);
  }

  /// The finest level, among those that lack the point `index`, at which all corners of the cell
  /// that contains it satisfy `isKnown(corner)`; level 0 if there is none.
  template <typename IsKnown>
  int FinestKnownLevel(const Index& index, IsKnown&& isKnown) const
  {
    int level = this->LevelOf(index) - 1;
    while (level > 0 && !this->AllCorners(index, level, isKnown))
    {
      --level;
    }
    return std::max(level, 0);
  }

private:
  std::vector<int> NodesAround(int axis, int point, int level, int cells) const;

  template <typename IsKnown>
  bool AllCorners(const Index& index, int level, IsKnown&& isKnown) const
  {
    std::array<std::array<int, 2>, 3> ends;
    for (int axis = 0; axis < 3; ++axis)
    {
      const auto& levels = this->Axes[axis];
      const int below = levels.NodeBelow(level, index[axis]);
      const bool isNode = levels.IsNode(level, index[axis]);
      ends[axis] = { levels.Nodes(level)[below], levels.Nodes(level)[isNode ? below : below + 1] };
    }
    for (int corner = 0; corner < 8; ++corner)
    {
      if (!isKnown(this->PointAt(
            { ends[0][corner & 1], ends[1][corner >> 1 & 1], ends[2][corner >> 2 & 1] })))
      {
        return false;
      }
    }
    return true;
  }

  std::array<AxisLevels, 3> Axes;
  std::array<std::int64_t, 3> Strides;
  std::int64_t Total;
  int Number;
};

} // namespace sampling
} // namespace losslandscape

#endif
