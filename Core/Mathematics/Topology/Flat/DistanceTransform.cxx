// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Mathematics/Topology/Flat/DistanceTransform.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace losslandscape
{
namespace topology
{
namespace
{

/// The number of points that one call of a parallel loop takes on.
constexpr std::int64_t Grain = 1 << 16;

/// The lower envelope of the parabolas s(q) + spacing^2 (x - q)^2 along a line.
class Envelope
{
public:
  Envelope(std::int64_t length, double spacing)
    : Curvature(spacing * spacing), Parabolas(length), Starts(length)
  {
  }

  /// Replaces the values of the line by those of the envelope.
  void Apply(std::vector<double>& line)
  {
    const auto length = static_cast<std::int64_t>(line.size());
    this->Build(line);
    if (this->Count == 0)
    {
      return;
    }
    this->Heights = line;
    std::int64_t current = 0;
    for (std::int64_t x = 0; x < length; ++x)
    {
      while (current + 1 < this->Count && this->Starts[current + 1] < static_cast<double>(x))
      {
        ++current;
      }
      const std::int64_t q = this->Parabolas[current];
      const auto distance = static_cast<double>(x - q);
      line[x] = this->Heights[q] + this->Curvature * distance * distance;
    }
  }

private:
  void Build(const std::vector<double>& line)
  {
    this->Count = 0;
    for (std::int64_t q = 0; q < static_cast<std::int64_t>(line.size()); ++q)
    {
      if (std::isfinite(line[q]))
      {
        double start = -std::numeric_limits<double>::infinity();
        while (this->Count > 0)
        {
          start = this->Meet(line, this->Parabolas[this->Count - 1], q);
          if (start > this->Starts[this->Count - 1])
          {
            break;
          }
          --this->Count;
          start = -std::numeric_limits<double>::infinity();
        }
        this->Parabolas[this->Count] = q;
        this->Starts[this->Count++] = start;
      }
    }
  }

  /// The place from which on the parabola at q is below the one at p < q.
  double Meet(const std::vector<double>& line, std::int64_t p, std::int64_t q) const
  {
    const double rise = line[q] - line[p];
    return 0.5 * (static_cast<double>(p + q) + rise / (this->Curvature * (q - p)));
  }

  const double Curvature;
  std::int64_t Count = 0;
  std::vector<std::int64_t> Parabolas; ///< places q of the parabolas in the envelope, ascending
  std::vector<double> Starts;          ///< place from which on each of them is the lowest
  std::vector<double> Heights;
};

} // namespace

void TransformDistances(const Size& size, const Vector3& spacing, std::vector<double>& squares,
  const Execution& execution)
{
  std::int64_t step = 1;
  for (int axis = 0; axis < 3; ++axis)
  {
    const std::int64_t length = size[axis];
    const std::int64_t lines = static_cast<std::int64_t>(squares.size()) / length;
    ParallelFor(length > 1 ? lines : 0, std::max<std::int64_t>(1, Grain / length),
      execution.Part(axis / 3.0, (axis + 1) / 3.0),
      [&, step](std::int64_t begin, std::int64_t end)
      {
        Envelope envelope(length, spacing[axis]);
        std::vector<double> line(length);
        for (std::int64_t i = begin; i < end; ++i)
        {
          double* first = &squares[i / step * step * length + i % step];
          for (std::int64_t at = 0; at < length; ++at)
          {
            line[at] = first[at * step];
          }
          envelope.Apply(line);
          for (std::int64_t at = 0; at < length; ++at)
          {
            first[at * step] = line[at];
          }
        }
      });
    step *= length;
  }
}

} // namespace topology
} // namespace losslandscape
