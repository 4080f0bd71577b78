// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Mathematics/Topology/Morse/LowerStarGradients.h"

#include <algorithm>

namespace losslandscape
{
namespace topology
{
namespace
{

constexpr int MostStarCells = 74;

/// A queue of cells of a lower star that gives out the smallest key first.
class Queue
{
public:
  bool Empty() const { return this->Count == 0; }
  void Clear() { this->Count = 0; }
  void Push(std::uint32_t key, int cell)
  {
    this->Items[this->Count++] = key << 8 | static_cast<std::uint32_t>(cell);
    std::push_heap(this->Items.begin(), this->Items.begin() + this->Count, std::greater<>());
  }
  int Pop()
  {
    std::pop_heap(this->Items.begin(), this->Items.begin() + this->Count, std::greater<>());
    return static_cast<int>(this->Items[--this->Count] & 255);
  }

private:
  // There is room for all entries, since a cell enters once with one face left and at most once
  // with none.
  std::array<std::uint32_t, 4 * MostStarCells> Items;
  int Count = 0;
};

int Members(NeighborSet set)
{
  return __builtin_popcount(set);
}

} // namespace

/// The state of ProcessLowerStars (Robins et al., algorithm 1) in one lower star.
class VolumeGradient::Pairing
{
public:
  explicit Pairing(const std::vector<StarCell>& star) : Star(star) {}

  /// Calls `pair(face, cell)` and `critical(cell)` with indices into the star.
  template <typename Pair, typename Unpaired>
  void Run(NeighborSet lower, const std::array<int, MostNeighbors>& rank, int lowest, Pair&& pair,
    Unpaired&& critical)
  {
    this->Start(lower, rank, lowest);
    while (!this->OneFace.Empty() || !this->NoFace.Empty())
    {
      if (!this->OneFace.Empty())
      {
        this->TakeOneFace(pair);
        continue;
      }
      const int cell = this->NoFace.Pop();
      if (!this->Done[cell])
      {
        critical(cell);
        this->Finish(cell);
      }
    }
  }

private:
  void Start(NeighborSet lower, const std::array<int, MostNeighbors>& rank, int lowest)
  {
    this->NoFace.Clear();
    this->OneFace.Clear();
    for (std::size_t cell = 0; cell < this->Star.size(); ++cell)
    {
      const StarCell& star = this->Star[cell];
      this->Done[cell] = (star.Others & lower) != star.Others;
      this->FacesLeft[cell] = star.Faces;
      if (this->Done[cell])
      {
        continue;
      }
      // With a bit for the rank of each vertex, keys compare as the lists of vertices do, the
      // highest one first.
      std::uint32_t key = 0;
      ForEachNeighbor(star.Others, [&](int n) { key |= 1u << rank[n]; });
      this->Key[cell] = key;
      if (star.Faces == 0 && static_cast<int>(cell) != lowest)
      {
        this->NoFace.Push(key, static_cast<int>(cell));
      }
    }
    this->Finish(lowest);
  }

  template <typename Pair>
  void TakeOneFace(Pair&& pair)
  {
    const int cell = this->OneFace.Pop();
    if (this->Done[cell])
    {
      return;
    }
    if (this->FacesLeft[cell] == 0)
    {
      this->NoFace.Push(this->Key[cell], cell);
      return;
    }
    const StarCell& star = this->Star[cell];
    const int face = *std::find_if(star.FaceIds.begin(), star.FaceIds.begin() + star.Faces,
      [this](int id) { return !this->Done[id]; });
    pair(face, cell);
    this->Done[cell] = true;
    this->Finish(face);
    this->Finish(cell);
  }

  /// Marks a cell as paired or critical, so that it no longer counts as a face of others.
  void Finish(int cell)
  {
    this->Done[cell] = true;
    for (const int coface : this->Star[cell].Cofaces)
    {
      if (--this->FacesLeft[coface] == 1 && !this->Done[coface])
      {
        this->OneFace.Push(this->Key[coface], coface);
      }
    }
  }

  const std::vector<StarCell>& Star;
  std::array<bool, MostStarCells> Done;
  std::array<int, MostStarCells> FacesLeft;
  std::array<std::uint32_t, MostStarCells> Key;
  Queue NoFace;
  Queue OneFace;
};

VolumeGradient::VolumeGradient(
  const ScalarField& field, const Triangulation& grid, DiscreteGradient& gradient)
  : Field(field), Grid(grid), Around(field, grid), Gradient(gradient)
{
  this->MakeStar();
}

void VolumeGradient::MakeStar()
{
  const auto add = [this](NeighborSet others) {
    this->Star.push_back({ others, Members(others) == 1 ? 0 : Members(others), {}, {}, 0, {} });
  };
  for (int n = 0; n < MostNeighbors; ++n)
  {
    add(NeighborSet(1) << n);
  }
  for (int n = 0; n < MostNeighbors; ++n)
  {
    ForEachNeighbor(this->Grid.LinkNeighbors(n) & ~((NeighborSet(2) << n) - 1),
      [&](int m) { add(NeighborSet(1) << n | NeighborSet(1) << m); });
  }
  for (const auto& top : this->Grid.Star())
  {
    add(top.Others);
    this->Star.back().CellOffset = top.CellOffset;
  }
  for (std::size_t cell = 0; cell < this->Star.size(); ++cell)
  {
    StarCell& star = this->Star[cell];
    int count = 0;
    for (std::size_t face = 0; star.Faces > 0 && face < cell; ++face)
    {
      const NeighborSet others = this->Star[face].Others;
      if (Members(others) + 1 == Members(star.Others) && (others & star.Others) == others)
      {
        star.FaceIds[count++] = static_cast<int>(face);
        this->Star[face].Cofaces.push_back(static_cast<int>(cell));
      }
    }
  }
  const std::size_t firstTop = this->Star.size() - this->Grid.Star().size();
  for (std::size_t cell = firstTop; cell < this->Star.size(); ++cell)
  {
    StarCell& star = this->Star[cell];
    const auto& corners = this->Grid.Star()[cell - firstTop].Corner;
    for (int f = 0; f < 3; ++f)
    {
      const int apex = __builtin_ctz(star.Others & ~this->Star[star.FaceIds[f]].Others);
      star.Corner[f] = static_cast<std::uint8_t>(
        std::find(corners.begin(), corners.end(), apex) - corners.begin());
    }
  }
}

void VolumeGradient::Fill(std::int64_t begin, std::int64_t end, GradientPiece& piece) const
{
  Pairing pairing(this->Star);
  this->Around.VisitVertices(begin, end,
    [&](std::int64_t vertex, NeighborSet, NeighborSet lower)
    { this->FillVertex(vertex, lower, pairing, piece); });
}

void VolumeGradient::FillVertex(
  std::int64_t vertex, NeighborSet lower, Pairing& pairing, GradientPiece& piece) const
{
  if (lower == 0)
  {
    this->Gradient.Down[vertex] = DiscreteGradient::Critical;
    return;
  }
  std::array<int, MostNeighbors> order;
  int count = 0;
  ForEachNeighbor(lower, [&](int n) { order[count++] = n; });
  std::sort(order.begin(), order.begin() + count,
    [&](int a, int b)
    { return this->Field.Below(vertex + this->Grid.Offset(a), vertex + this->Grid.Offset(b)); });
  std::array<int, MostNeighbors> rank = {};
  for (int i = 0; i < count; ++i)
  {
    rank[order[i]] = i;
  }

  std::uint8_t* partner =
    this->Gradient.Partner.empty() ? nullptr : &this->Gradient.Partner[vertex * MostNeighbors];
  const auto up = [&](const StarCell& top) -> std::uint8_t&
  { return this->Gradient.Up[vertex * this->Grid.CellsPerVertex() + top.CellOffset]; };
  const int lowest = order[0];
  this->Gradient.Down[vertex] = static_cast<std::uint8_t>(lowest);
  if (partner)
  {
    partner[lowest] = DiscreteGradient::PairedBelow;
  }
  pairing.Run(
    lower, rank, lowest,
    [&](int face, int cell)
    {
      const StarCell& star = this->Star[cell];
      if (star.Faces == 3)
      {
        const auto slot = std::find(star.FaceIds.begin(), star.FaceIds.end(), face);
        up(star) = star.Corner[slot - star.FaceIds.begin()];
      }
      else if (partner)
      {
        partner[face] =
          static_cast<std::uint8_t>(__builtin_ctz(star.Others & ~this->Star[face].Others));
      }
    },
    [&](int cell)
    {
      const StarCell& star = this->Star[cell];
      switch (star.Faces)
      {
        case 0:
          piece.CriticalEdges.push_back({ vertex, star.Others });
          if (partner)
          {
            partner[cell] = DiscreteGradient::Critical;
          }
          break;
        case 2:
          piece.CriticalTriangles.push_back({ vertex, star.Others });
          break;
        default:
          up(star) = DiscreteGradient::Critical;
      }
    });
}

} // namespace topology
} // namespace losslandscape
