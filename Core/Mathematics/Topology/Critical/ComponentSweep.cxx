// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Mathematics/Topology/Critical/ComponentSweep.h"

#include "Core/Mathematics/Topology/Field/ValueOrder.h"

#include <algorithm>
#include <limits>
#include <numeric>

namespace losslandscape
{
namespace topology
{
namespace
{

constexpr std::int64_t Outside = 0;

} // namespace

ComponentSweep::ComponentSweep(
  const ScalarField& field, Direction direction, bool openBorder, const Execution& execution)
  : Field(field), Grid(field.Size()), Around(this->Field, this->Grid), Parts(this->Grid),
    Upward(direction == Direction::Up), OpenBorder(openBorder)
{
  this->FindCandidates(execution.Part(0.0, 0.4));
  this->FindExtrema(execution.Part(0.4, 0.7));
  this->SortCandidates(execution.Part(0.7, 1.0));
}

void ComponentSweep::FindCandidates(const Execution& execution)
{
  const std::int64_t points = this->Field.NumberOfPoints();
  this->Towards.resize(static_cast<std::size_t>(points));
  std::vector<std::vector<Candidate>> found((points + VertexGrain - 1) / VertexGrain);
  ParallelFor(points, VertexGrain, execution,
    [&](std::int64_t begin, std::int64_t end)
    {
      std::iota(&this->Towards[begin], &this->Towards[begin] + (end - begin), begin);
      auto& candidates = found[begin / VertexGrain];
      this->Around.VisitVertices(begin, end,
        [&](std::int64_t vertex, NeighborSet neighbors, NeighborSet lower)
        {
          const NeighborSet passed = this->Passed(neighbors, lower);
          if (passed)
          {
            this->Towards[vertex] = vertex + this->Grid.Offset(__builtin_ctz(passed));
          }
          const bool atOutside = this->OpenBorder && neighbors != this->Grid.AllNeighbors();
          if (atOutside || this->Parts.Count(passed) > 1)
          {
            candidates.push_back({ vertex, this->OneOfEachPart(passed), atOutside });
          }
        });
    });
  this->Candidates = Concatenate(found, execution);
}

/// Numbers the extrema and looks up those of the parts at each candidate. This happens before
/// candidates are sorted, since what lies close together in the grid then lies close together in
/// memory.
void ComponentSweep::FindExtrema(const Execution& execution)
{
  const Execution first = execution.Part(0.0, 0.3);
  const Execution second = execution.Part(0.3, 1.0);
  this->Extrema.assign(1, -1);
  this->ExtremumValues.assign(1, std::numeric_limits<double>::quiet_NaN());
  const std::int64_t points = this->Field.NumberOfPoints();
  for (std::int64_t vertex = 0; vertex < points; ++vertex)
  {
    ReportStep(first.Progress, vertex, points);
    if (this->Towards[vertex] == vertex && this->Field.InDomain(vertex))
    {
      this->Towards[vertex] = -1 - static_cast<std::int64_t>(this->Extrema.size());
      this->Extrema.push_back(vertex);
      this->ExtremumValues.push_back(this->Field.Value(vertex));
    }
  }
  this->Parent.resize(this->Extrema.size());
  std::iota(this->Parent.begin(), this->Parent.end(), 0);

  const auto count = static_cast<std::int64_t>(this->Candidates.size());
  this->FirstPart.assign(1, 0);
  this->FirstPart.reserve(this->Candidates.size() + 1);
  for (std::int64_t i = 0; i < count; ++i)
  {
    ReportStep(second.Progress, i, count);
    const Candidate& candidate = this->Candidates[i];
    ForEachNeighbor(candidate.PartMembers,
      [&](int n)
      { this->PartExtrema.push_back(this->ExtremumOf(candidate.Vertex + this->Grid.Offset(n))); });
    if (candidate.PartMembers == 0)
    {
      this->PartExtrema.push_back(this->ExtremumOf(candidate.Vertex));
    }
    if (candidate.AtOutside)
    {
      this->PartExtrema.push_back(Outside);
    }
    this->FirstPart.push_back(static_cast<std::int64_t>(this->PartExtrema.size()));
  }
}

void ComponentSweep::SortCandidates(const Execution& execution)
{
  this->Order = OrderByValue(this->Candidates, execution,
    [this](const Candidate& candidate) { return this->Field.Value(candidate.Vertex); });
  if (!this->Upward)
  {
    std::reverse(this->Order.begin(), this->Order.end());
  }
}

void ComponentSweep::Run(const Meeting& meeting, const Execution& execution)
{
  const auto count = static_cast<std::int64_t>(this->Order.size());
  for (std::int64_t i = 0; i < count; ++i)
  {
    ReportStep(execution.Progress, i, count);
    this->Meet(this->Order[i], meeting);
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

void ComponentSweep::Meet(std::int64_t candidate, const Meeting& meeting)
{
  const auto begin = this->PartExtrema.begin() + this->FirstPart[candidate];
  const auto end = this->PartExtrema.begin() + this->FirstPart[candidate + 1];
  std::transform(
    begin, end, begin, [this](std::int64_t part) { return FindRoot(this->Parent, part); });
  const std::int64_t oldest = *std::min_element(
    begin, end, [this](std::int64_t a, std::int64_t b) { return this->Older(a, b); });
  const std::int64_t vertex = this->Candidates[candidate].Vertex;
  for (auto part = begin; part != end; ++part)
  {
    // Two parts of the link may belong to the same part of the set, which meets another only once.
    if (*part != oldest && this->Parent[*part] == *part)
    {
      this->Parent[*part] = oldest;
      if (this->Extrema[*part] != vertex)
      {
        meeting(this->Extrema[*part], vertex);
      }
    }
  }
}

/// The number of the extremum that the path from a vertex ends at.
std::int64_t ComponentSweep::ExtremumOf(std::int64_t vertex)
{
  std::int64_t end = vertex;
  while (this->Towards[end] >= 0)
  {
    end = this->Towards[end];
  }
  while (this->Towards[vertex] >= 0 && vertex != end)
  {
    const std::int64_t next = this->Towards[vertex];
    this->Towards[vertex] = end;
    vertex = next;
  }
  return -1 - this->Towards[end];
}

bool ComponentSweep::Older(std::int64_t a, std::int64_t b) const
{
  if (a == Outside || b == Outside)
  {
    return a == Outside && b != Outside;
  }
  const std::int64_t first = this->Upward ? a : b;
  const std::int64_t second = this->Upward ? b : a;
  // Extrema are numbered in the order of their vertex ids, so comparing numbers breaks ties by id.
  return this->ExtremumValues[first] != this->ExtremumValues[second]
    ? this->ExtremumValues[first] < this->ExtremumValues[second]
    : first < second;
}

} // namespace topology
} // namespace losslandscape
