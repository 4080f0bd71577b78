// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Mathematics/Topology/Field/Triangulation.h"

#include <algorithm>

namespace losslandscape
{
namespace topology
{
namespace
{

/// The steps along a cell's path: against the first axis, along the others.
constexpr std::array<int, 3> Directions = { -1, 1, 1 };

using LocalStep = std::array<int, 3>;

LocalStep Subtract(const LocalStep& a, const LocalStep& b)
{
  return { a[0] - b[0], a[1] - b[1], a[2] - b[2] };
}

/// The steps to the first half of the neighbours; the other half are their opposites, in the same
/// order. On planes the whole list then goes around the vertex.
std::vector<LocalStep> FirstNeighbors(int dimension)
{
  switch (dimension)
  {
    case 1:
      return { { 1, 0, 0 } };
    case 2:
      return { { 1, 0, 0 }, { 0, 1, 0 }, { -1, 1, 0 } };
    case 3:
      return { { 1, 0, 0 }, { 0, 1, 0 }, { -1, 1, 0 }, { 0, 0, 1 }, { -1, 0, 1 }, { 0, 1, 1 },
        { -1, 1, 1 } };
    default:
      return {};
  }
}

/// The positions of a cell's vertices relative to its first one.
std::vector<LocalStep> PathSteps(const std::array<int, 3>& path, int dimension)
{
  std::vector<LocalStep> steps(1, LocalStep{ 0, 0, 0 });
  for (int s = 0; s < dimension; ++s)
  {
    LocalStep next = steps.back();
    next[path[s]] += Directions[path[s]];
    steps.push_back(next);
  }
  return steps;
}

} // namespace

Triangulation::Triangulation(const topology::Size& size) : Vertices(size[0] * size[1] * size[2])
{
  std::int64_t stride = 1;
  for (int axis = 0; axis < 3; ++axis)
  {
    if (size[axis] > 1)
    {
      this->Strides[this->Axes.size()] = stride;
      this->Lengths[this->Axes.size()] = size[axis];
      this->Axes.push_back(axis);
    }
    stride *= size[axis];
  }
  this->MakeNeighbors();
  this->MakeCells();
  this->MakeStar();
}

void Triangulation::MakeNeighbors()
{
  const auto first = FirstNeighbors(this->Dimension());
  const int half = static_cast<int>(first.size());
  this->Neighbors = 2 * half;
  for (int n = 0; n < this->Neighbors; ++n)
  {
    const int sign = n < half ? 1 : -1;
    for (int a = 0; a < this->Dimension(); ++a)
    {
      const int step = sign * first[n % half][a];
      this->LocalSteps[n][a] = step;
      this->Steps[n][this->Axes[a]] = step;
      this->Offsets[n] += step * this->Strides[a];
    }
  }
  for (int sides = 0; sides < 64; ++sides)
  {
    for (int n = 0; n < this->Neighbors; ++n)
    {
      bool present = true;
      for (int a = 0; a < this->Dimension(); ++a)
      {
        const int forbidden = this->LocalSteps[n][a] < 0 ? 1 : this->LocalSteps[n][a] > 0 ? 2 : 0;
        present = present && !(sides >> (2 * a) & forbidden);
      }
      this->PresentBySides[sides] |= NeighborSet(present) << n;
    }
  }
  for (int n = 0; n < this->Neighbors; ++n)
  {
    for (int m = 0; m < this->Neighbors; ++m)
    {
      const bool linked = this->NeighborAt(Subtract(this->LocalSteps[m], this->LocalSteps[n])) >= 0;
      this->LinkEdges[n] |= NeighborSet(linked) << m;
    }
  }
}

int Triangulation::NeighborAt(const std::array<int, 3>& step) const
{
  const auto end = this->LocalSteps.begin() + this->Neighbors;
  const auto found = std::find(this->LocalSteps.begin(), end, step);
  return found == end ? -1 : static_cast<int>(found - this->LocalSteps.begin());
}

void Triangulation::MakeCells()
{
  const int dimension = this->Dimension();
  if (dimension == 0)
  {
    return;
  }
  std::array<int, 3> path = { 0, 1, 2 };
  do
  {
    this->Paths.push_back(path);
  } while (std::next_permutation(path.begin(), path.begin() + dimension));
  this->CellKinds = static_cast<int>(this->Paths.size());

  const auto kindOf = [&](const std::array<int, 3>& order)
  {
    return static_cast<int>(
      std::find(this->Paths.begin(), this->Paths.end(), order) - this->Paths.begin());
  };
  for (const auto& order : this->Paths)
  {
    std::array<std::int64_t, 4> crossings = {};
    for (int corner = 0; corner <= dimension; ++corner)
    {
      std::array<int, 3> other = order;
      std::int64_t offset = 0;
      if (corner == 0)
      {
        offset = Directions[order[0]] * this->Strides[order[0]];
        std::rotate(other.begin(), other.begin() + 1, other.begin() + dimension);
      }
      else if (corner == dimension)
      {
        const int last = order[dimension - 1];
        offset = -Directions[last] * this->Strides[last];
        std::rotate(other.begin(), other.begin() + dimension - 1, other.begin() + dimension);
      }
      else
      {
        std::swap(other[corner - 1], other[corner]);
      }
      crossings[corner] = offset * this->CellKinds + kindOf(other) - kindOf(order);
    }
    this->Crossings.push_back(crossings);
  }
}

void Triangulation::MakeStar()
{
  const int dimension = this->Dimension();
  for (int kind = 0; kind < this->CellKinds; ++kind)
  {
    const auto steps = PathSteps(this->Paths[kind], dimension);
    for (const auto& self : steps)
    {
      StarCell cell = { 0, 0, { -1, -1, -1, -1 } };
      std::int64_t base = 0;
      for (int a = 0; a < dimension; ++a)
      {
        base -= self[a] * this->Strides[a];
      }
      cell.CellOffset = base * this->CellKinds + kind;
      for (int corner = 0; corner <= dimension; ++corner)
      {
        const int neighbor = this->NeighborAt(Subtract(steps[corner], self));
        cell.Corner[corner] = neighbor;
        cell.Others |= neighbor >= 0 ? NeighborSet(1) << neighbor : 0;
      }
      this->StarCells.push_back(cell);
    }
  }
}

bool Triangulation::CellExists(std::int64_t cell) const
{
  if (cell < 0 || cell >= this->NumberOfCells())
  {
    return false;
  }
  const std::int64_t first = cell / this->CellKinds;
  for (int a = 0; a < this->Dimension(); ++a)
  {
    const std::int64_t index = first / this->Strides[a] % this->Lengths[a];
    if (index == (Directions[a] < 0 ? 0 : this->Lengths[a] - 1))
    {
      return false;
    }
  }
  return true;
}

std::array<std::int64_t, 4> Triangulation::CellVertices(std::int64_t cell) const
{
  std::array<std::int64_t, 4> vertices = { cell / this->CellKinds, 0, 0, 0 };
  const auto& path = this->Paths[this->KindOf(cell)];
  for (int s = 0; s < this->Dimension(); ++s)
  {
    vertices[s + 1] = vertices[s] + Directions[path[s]] * this->Strides[path[s]];
  }
  return vertices;
}

LinkParts::LinkParts(const Triangulation& triangulation)
  : Grid(triangulation), Counts(std::size_t(1) << triangulation.NumberOfNeighbors(), 0)
{
  for (NeighborSet set = 1; set < this->Counts.size(); ++set)
  {
    const int lowest = __builtin_ctz(set);
    this->Counts[set] =
      static_cast<std::uint8_t>(1 + this->Counts[set & ~this->PartOf(set, lowest)]);
  }
}

NeighborSet LinkParts::PartOf(NeighborSet set, int neighbor) const
{
  NeighborSet part = NeighborSet(1) << neighbor;
  NeighborSet rim = part;
  while (rim)
  {
    const int next = __builtin_ctz(rim);
    rim &= rim - 1;
    const NeighborSet found = this->Grid.LinkNeighbors(next) & set & ~part;
    part |= found;
    rim |= found;
  }
  return part;
}

} // namespace topology
} // namespace losslandscape
