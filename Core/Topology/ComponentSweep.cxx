// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Topology/ComponentSweep.h"

#include <algorithm>
#include <numeric>

namespace losslandscape
{
namespace topology
{

ComponentSweep::ComponentSweep(
  const ScalarField& field, Direction direction, bool openBorder, const Execution& execution)
  : Field(field), Grid(field.Size()), Around(this->Field, this->Grid), Parts(this->Grid),
    Upward(direction == Direction::Up), OpenBorder(openBorder), Outside(field.NumberOfPoints())
{
  this->Prepare(execution);
}

void ComponentSweep::Prepare(const Execution& execution)
{
  const std::int64_t points = this->Field.NumberOfPoints();
  this->Parent.resize(static_cast<std::size_t>(points) + 1);
  this->Parent[this->Outside] = this->Outside;
  std::vector<std::vector<Candidate>> found((points + VertexGrain - 1) / VertexGrain);
  ParallelFor(points, VertexGrain, execution,
    [&](std::int64_t begin, std::int64_t end)
    {
      std::iota(&this->Parent[begin], &this->Parent[begin] + (end - begin), begin);
      auto& candidates = found[begin / VertexGrain];
      this->Around.VisitVertices(begin, end,
        [&](std::int64_t vertex, NeighborSet neighbors, NeighborSet lower)
        {
          const NeighborSet passed = this->Passed(neighbors, lower);
          if (passed)
          {
            this->Parent[vertex] = vertex + this->Grid.Offset(__builtin_ctz(passed));
          }
          const bool atOutside = this->OpenBorder && neighbors != this->Grid.AllNeighbors();
          if (atOutside || this->Parts.Count(passed) > 1)
          {
            candidates.push_back(
              { this->Field.Value(vertex), vertex, this->OneOfEachPart(passed), atOutside });
          }
        });
    });
  this->Candidates = Concatenate(found, execution);
}

void ComponentSweep::Run(const Meeting& meeting, const Execution& execution)
{
  ParallelSort(this->Candidates, execution.Part(0.0, 0.3),
    [](const Candidate& a, const Candidate& b)
    { return a.Value != b.Value ? a.Value < b.Value : a.Vertex < b.Vertex; });
  if (!this->Upward)
  {
    std::reverse(this->Candidates.begin(), this->Candidates.end());
  }

  constexpr std::int64_t ReportEvery = 1 << 16;
  const auto count = static_cast<std::int64_t>(this->Candidates.size());
  std::vector<std::int64_t> parts;
  for (std::int64_t i = 0; i < count; ++i)
  {
    if (i % ReportEvery == 0)
    {
      ReportProgress(execution.Progress, 0.3 + 0.7 * static_cast<double>(i) / count);
    }
    this->Meet(this->Candidates[i], parts, meeting);
  }
}

NeighborSet ComponentSweep::OneOfEachPart(NeighborSet passed) const
{
  NeighborSet members = 0;
  while (passed)
  {
    const int first = __builtin_ctz(passed);
    members |= NeighborSet(1) << first;
    passed &= ~this->Parts.PartOf(passed, first);
  }
  return members;
}

void ComponentSweep::Meet(
  const Candidate& candidate, std::vector<std::int64_t>& parts, const Meeting& meeting)
{
  this->PartsAt(candidate, parts);
  const std::int64_t oldest = *std::min_element(parts.begin(), parts.end(),
    [this](std::int64_t a, std::int64_t b) { return this->Older(a, b); });
  for (const std::int64_t part : parts)
  {
    // Two parts of the link may belong to the same one.
    if (part != oldest && this->Parent[part] == part)
    {
      this->Parent[part] = oldest;
      if (part != candidate.Vertex)
      {
        meeting(part, candidate.Vertex);
      }
    }
  }
}

void ComponentSweep::PartsAt(const Candidate& candidate, std::vector<std::int64_t>& parts)
{
  parts.clear();
  ForEachNeighbor(candidate.PartMembers,
    [&](int n) { parts.push_back(this->Find(candidate.Vertex + this->Grid.Offset(n))); });
  if (parts.empty())
  {
    parts.push_back(candidate.Vertex);
  }
  if (candidate.AtOutside)
  {
    parts.push_back(this->Outside);
  }
}

std::int64_t ComponentSweep::Find(std::int64_t vertex)
{
  std::int64_t root = vertex;
  while (this->Parent[root] != root)
  {
    root = this->Parent[root];
  }
  while (this->Parent[vertex] != root)
  {
    const std::int64_t next = this->Parent[vertex];
    this->Parent[vertex] = root;
    vertex = next;
  }
  return root;
}

bool ComponentSweep::Older(std::int64_t a, std::int64_t b) const
{
  if (a == this->Outside || b == this->Outside)
  {
    return a == this->Outside && b != this->Outside;
  }
  return this->Upward ? this->Field.Below(a, b) : this->Field.Below(b, a);
}

} // namespace topology
} // namespace losslandscape
