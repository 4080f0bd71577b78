// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Mathematics/Topology/Morse/LowerStarGradients.h"

namespace losslandscape
{
namespace topology
{
namespace
{

constexpr NeighborSet Hexagon = 63;

int Next(int neighbor)
{
  return neighbor == 5 ? 0 : neighbor + 1;
}

int Previous(int neighbor)
{
  return neighbor == 0 ? 5 : neighbor - 1;
}

} // namespace

PlaneGradient::PlaneGradient(
  const ScalarField& field, const Triangulation& grid, DiscreteGradient& gradient)
  : Grid(grid), Around(field, grid), Parts(grid), Gradient(gradient)
{
  for (const auto& cell : grid.Star())
  {
    for (int s = 0; s < 6; ++s)
    {
      if (cell.Others == ((NeighborSet(1) << s) | (NeighborSet(1) << Next(s))))
      {
        this->Sectors[s].CellOffset = cell.CellOffset;
        for (int corner = 0; corner < 3; ++corner)
        {
          const auto value = static_cast<std::uint8_t>(corner);
          this->Sectors[s].FirstCorner =
            cell.Corner[corner] == s ? value : this->Sectors[s].FirstCorner;
          this->Sectors[s].SecondCorner =
            cell.Corner[corner] == Next(s) ? value : this->Sectors[s].SecondCorner;
        }
      }
    }
  }
}

void PlaneGradient::Fill(std::int64_t begin, std::int64_t end, GradientPiece& piece) const
{
  this->Around.VisitVertices(begin, end,
    [&](std::int64_t vertex, NeighborSet, NeighborSet lower)
    { this->FillVertex(vertex, lower, piece); });
}

void PlaneGradient::FillVertex(std::int64_t vertex, NeighborSet lower, GradientPiece& piece) const
{
  if (lower == 0)
  {
    this->Gradient.Down[vertex] = DiscreteGradient::Critical;
    return;
  }
  const int lowest = this->Around.Lowest(vertex, lower);
  this->Gradient.Down[vertex] = static_cast<std::uint8_t>(lowest);
  if (lower == Hexagon)
  {
    this->FillHexagon(vertex, lowest);
    return;
  }
  const NeighborSet first = this->Parts.PartOf(lower, lowest);
  this->FillArc(vertex, first, lowest);
  for (NeighborSet rest = lower & ~first; rest;)
  {
    const NeighborSet arc = this->Parts.PartOf(rest, __builtin_ctz(rest));
    const int root = this->Around.Lowest(vertex, arc);
    piece.CriticalEdges.push_back({ vertex, NeighborSet(1) << root });
    this->FillArc(vertex, arc, root);
    rest &= ~arc;
  }
}

std::uint8_t& PlaneGradient::UpOf(std::int64_t vertex, int sector) const
{
  return this->Gradient.Up[2 * vertex + this->Sectors[sector].CellOffset];
}

/// Fills the gradient on an arc of the lower link: each edge of the arc except the root is paired
/// with the triangle on the root's side of it.
void PlaneGradient::FillArc(std::int64_t vertex, NeighborSet arc, int root) const
{
  for (int n = root; arc >> Next(n) & 1; n = Next(n))
  {
    this->UpOf(vertex, n) = this->Sectors[n].FirstCorner;
  }
  for (int n = root; arc >> Previous(n) & 1; n = Previous(n))
  {
    this->UpOf(vertex, Previous(n)) = this->Sectors[Previous(n)].SecondCorner;
  }
}

/// Fills the gradient at a maximum, whose lower link is the whole hexagon. The highest triangle is
/// critical and cuts the hexagon open, so that the rest is paired as on an arc.
void PlaneGradient::FillHexagon(std::int64_t vertex, int root) const
{
  const int highest = this->Around.Highest(vertex, Hexagon);
  const NeighborSet beside =
    (NeighborSet(1) << Next(highest)) | (NeighborSet(1) << Previous(highest));
  const bool after = this->Around.Highest(vertex, beside) == Next(highest);
  const int critical = after ? highest : Previous(highest);
  this->UpOf(vertex, critical) = DiscreteGradient::Critical;
  for (int n = root; n != critical; n = Next(n))
  {
    this->UpOf(vertex, n) = this->Sectors[n].FirstCorner;
  }
  for (int n = root; Previous(n) != critical; n = Previous(n))
  {
    this->UpOf(vertex, Previous(n)) = this->Sectors[Previous(n)].SecondCorner;
  }
}

} // namespace topology
} // namespace losslandscape
