// SPDX-License-Identifier: BSD-3-Clause
// The algorithms that fill a DiscreteGradient, vertex by vertex.
#ifndef losslandscape_Mathematics_Topology_Morse_LowerStarGradients_h
#define losslandscape_Mathematics_Topology_Morse_LowerStarGradients_h

#include "Core/Mathematics/Topology/Morse/DiscreteGradient.h"

namespace losslandscape
{
namespace topology
{

/// The critical cells that PlaneGradient or VolumeGradient find at the vertices of one piece.
struct GradientPiece
{
  std::vector<LowerStarCell> CriticalEdges;
  std::vector<LowerStarCell> CriticalTriangles;
};

/// Finds the gradient on planes. There the lower link is made of arcs, or is the whole hexagon, so
/// that pairs are known without a queue.
class PlaneGradient
{
public:
  PlaneGradient(const ScalarField& field, const Triangulation& grid, DiscreteGradient& gradient);
  void Fill(std::int64_t begin, std::int64_t end, GradientPiece& piece) const;

private:
  struct Sector
  {
    std::int64_t CellOffset;
    std::uint8_t FirstCorner;  ///< corner of the cell at which neighbour s of sector s stands
    std::uint8_t SecondCorner; ///< corner of the cell at which neighbour s + 1 stands
  };

  void FillVertex(std::int64_t vertex, NeighborSet lower, GradientPiece& piece) const;
  void FillArc(std::int64_t vertex, NeighborSet arc, int root) const;
  void FillHexagon(std::int64_t vertex, int root) const;
  std::uint8_t& UpOf(std::int64_t vertex, int sector) const;

  const Triangulation& Grid;
  const Neighborhood Around;
  const LinkParts Parts;
  DiscreteGradient& Gradient;
  std::array<Sector, 6> Sectors;
};

/// Finds the gradient in volumes, by the algorithm as published.
class VolumeGradient
{
public:
  VolumeGradient(const ScalarField& field, const Triangulation& grid, DiscreteGradient& gradient);
  void Fill(std::int64_t begin, std::int64_t end, GradientPiece& piece) const;

private:
  /// A cell of the star, given by its link: vertices, edges and triangles of the link stand for
  /// edges, triangles and tetrahedra of the star.
  struct StarCell
  {
    NeighborSet Others;
    int Faces; ///< number of faces that contain the vertex, without the vertex itself
    std::vector<int> Cofaces;
    std::array<int, 3> FaceIds;
    std::int64_t CellOffset;            ///< for tetrahedra: see Triangulation::StarCell
    std::array<std::uint8_t, 3> Corner; ///< for tetrahedra: corner opposite to each face
  };
  class Pairing;

  void MakeStar();
  void FillVertex(
    std::int64_t vertex, NeighborSet lower, Pairing& pairing, GradientPiece& piece) const;

  const ScalarField& Field;
  const Triangulation& Grid;
  const Neighborhood Around;
  DiscreteGradient& Gradient;
  std::vector<StarCell> Star; ///< cells by ascending dimension
};

} // namespace topology
} // namespace losslandscape

#endif
