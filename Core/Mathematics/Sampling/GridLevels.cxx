// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Mathematics/Sampling/GridLevels.h"

#include <algorithm>

namespace losslandscape
{
namespace sampling
{

GridLevels::GridLevels(const std::array<int, 3>& resolution)
  : Axes{ AxisLevels(resolution[0]), AxisLevels(resolution[1]), AxisLevels(resolution[2]) },
    Strides{ 1, resolution[0], std::int64_t(resolution[0]) * resolution[1] },
    Total(this->Strides[2] * resolution[2]),
    Number(std::max({ this->Axes[0].Count(), this->Axes[1].Count(), this->Axes[2].Count() }))
{
}

int GridLevels::LevelWith(int nodes, int interval) const
{
  int level = 0;
  for (const AxisLevels& axis : this->Axes)
  {
    level = std::max(level, axis.LevelWith(nodes, interval));
  }
  return level;
}

int GridLevels::LevelOf(const Index& index) const
{
  return std::max({ this->Axes[0].LevelOf(index[0]), this->Axes[1].LevelOf(index[1]),
    this->Axes[2].LevelOf(index[2]) });
}

Index GridLevels::IndexOf(std::int64_t point) const
{
  return { static_cast<int>(point % this->Strides[1]),
    static_cast<int>(point % this->Strides[2] / this->Strides[1]),
    static_cast<int>(point / this->Strides[2]) };
}

std::vector<int> GridLevels::NodesAround(int axis, int point, int level, int cells) const
{
  const AxisLevels& levels = this->Axes[axis];
  const auto& coarse = levels.Nodes(level - 1);
  const auto& fine = levels.Nodes(level);
  const int below = levels.NodeBelow(level - 1, point);
  const int inside = levels.IsNode(level - 1, point) ? 0 : 1;
  const int last = static_cast<int>(coarse.size()) - 1;
  const int from = coarse[std::max(below + inside - cells, 0)];
  const int to = coarse[std::min(below + cells, last)];
  return { fine.begin() + levels.NodeBelow(level, from),
    fine.begin() + levels.NodeBelow(level, to) + 1 };
}

} // namespace sampling
} // namespace losslandscape
