// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Mathematics/Sampling/LevelInterpolation.h"

#include "Core/Mathematics/Sampling/LimitedCubic.h"

#include <algorithm>
#include <bitset>
#include <cmath>
#include <limits>

namespace losslandscape
{
namespace sampling
{
namespace
{

/// The state of one call of InterpolateUnknown.
class Interpolation
{
public:
  Interpolation(const GridLevels& levels, const std::vector<unsigned char>& known,
    std::vector<double>& values, const Progress& progress)
    : Levels(levels), Known(known), Values(values), Report(progress)
  {
  }

  void Run()
  {
    for (int level = 1; level < this->Levels.Count(); ++level)
    {
      // Points that are new along fewer axes come first, since those that are new along several lie
      // between them.
      for (std::size_t axes = 1; axes <= 3; ++axes)
      {
        for (unsigned newAxes = 1; newAxes < 8; ++newAxes)
        {
          if (std::bitset<3>(newAxes).count() == axes)
          {
            this->Fill(level, newAxes);
          }
        }
      }
    }
  }

private:
  /// Fills all points of the level that are new along the axes of the mask, and along no other.
  void Fill(int level, std::bitset<3> newAxes)
  {
    std::array<const std::vector<int>*, 3> nodes;
    for (int axis = 0; axis < 3; ++axis)
    {
      const AxisLevels& levels = this->Levels.Axis(axis);
      nodes[axis] = newAxes[axis] ? &levels.NewNodes(level) : &levels.Nodes(level - 1);
    }
    this->Levels.ForEach(nodes,
      [&](std::int64_t point)
      {
        ReportStep(this->Report, this->Done++, this->Levels.NumberOfPoints());
        if (!this->Known[point])
        {
          this->Values[point] = this->MeanOverAxes(point, level, newAxes);
        }
      });
  }

  double MeanOverAxes(std::int64_t point, int level, std::bitset<3> newAxes) const
  {
    const Index index = this->Levels.IndexOf(point);
    double sum = 0.0;
    for (int axis = 0; axis < 3; ++axis)
    {
      if (newAxes[axis])
      {
        const std::int64_t start = point - this->Levels.Stride(axis) * index[axis];
        sum += this->AlongAxis(start, axis, level - 1, index[axis]);
      }
    }
    const double mean = sum / static_cast<double>(newAxes.count());
    return std::isfinite(mean) ? mean : std::numeric_limits<double>::quiet_NaN();
  }

  /// Interpolates at `position` on a line of points along `axis`, of which `start` is the first.
  double AlongAxis(std::int64_t start, int axis, int level, int position) const
  {
    const AxisLevels& levels = this->Levels.Axis(axis);
    const auto& nodes = levels.Nodes(level);
    const int count = static_cast<int>(nodes.size());
    const int below = levels.NodeBelow(level, position);
    const int first = std::max(0, std::min(below - 1, count - 4));
    Stencil stencil;
    stencil.Count = std::min(4, count);
    stencil.Left = below - first;
    for (int i = 0; i < stencil.Count; ++i)
    {
      const int node = nodes[first + i];
      stencil.Positions[i] = node;
      stencil.Values[i] = this->Values[start + this->Levels.Stride(axis) * node];
    }
    return InterpolateLimitedCubic(stencil, position);
  }

  const GridLevels& Levels;
  const std::vector<unsigned char>& Known;
  std::vector<double>& Values;
  const Progress& Report;
  std::int64_t Done = 0;
};

} // namespace

void InterpolateUnknown(const GridLevels& levels, const std::vector<unsigned char>& known,
  std::vector<double>& values, const Progress& progress)
{
  Interpolation(levels, known, values, progress).Run();
}

void ClampUnknown(const std::vector<unsigned char>& known, std::vector<double>& values)
{
  double lowest = std::numeric_limits<double>::infinity();
  double highest = -lowest;
  for (std::size_t point = 0; point < values.size(); ++point)
  {
    if (known[point] && std::isfinite(values[point]))
    {
      lowest = std::min(lowest, values[point]);
      highest = std::max(highest, values[point]);
    }
  }
  for (std::size_t point = 0; point < values.size(); ++point)
  {
    if (!known[point] && std::isfinite(values[point]))
    {
      values[point] = std::clamp(values[point], lowest, highest);
    }
  }
}

} // namespace sampling
} // namespace losslandscape
