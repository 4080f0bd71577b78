// SPDX-License-Identifier: BSD-3-Clause
// How DiscreteGradient is filled.
#ifndef losslandscape_Mathematics_Topology_Morse_LowerStarGradients_h
#define losslandscape_Mathematics_Topology_Morse_LowerStarGradients_h

#include "Core/Mathematics/Topology/Morse/DiscreteGradient.h"

namespace losslandscape
{
namespace topology
{

/// What the two below fill, for vertices of [begin, end).
struct GradientPiece
{
  std::vector<LowerStarCell> CriticalEdges;
  std::vector<LowerStarCell> CriticalTriangles;
};

/// Planes: the lower link is made of arcs, or is the whole hexagon, and pairs are known without a
/// queue.
class PlaneGradient
{
public:
  PlaneGradient(const ScalarField& field, const Triangulation& grid, DiscreteGradient& gradient);
  void Fill(std::int64_t begin, std::int64_t end, GradientPiece& piece) const;

private:
  struct Sector
  {
    std::int64_t CellOffset;
    std::uint8_t FirstCorner;  ///< where neighbour s of sector s stands
    std::uint8_t SecondCorner; ///< where neighbour s + 1 stands
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

/// Volumes: the algorithm as published.
class VolumeGradient
{
public:
  VolumeGradient(const ScalarField& field, const Triangulation& grid, DiscreteGradient& gradient);
  void Fill(std::int64_t begin, std::int64_t end, GradientPiece& piece) const;

private:
  /// A cell of the star by its link: vertices, edges and triangles of the link stand for edges,
  /// triangles and tetrahedra of the star.
  struct StarCell
  {
    NeighborSet Others;
    int Faces; ///< number of faces that contain the vertex and are no vertex
    std::vector<int> Cofaces;
    std::array<int, 3> FaceIds;
    std::int64_t CellOffset;            ///< of a tetrahedron
    std::array<std::uint8_t, 3> Corner; ///< of a tetrahedron: opposite to each face
  };
  class Pairing;

  void MakeStar();
  void FillVertex(
    std::int64_t vertex, NeighborSet lower, Pairing& pairing, GradientPiece& piece) const;

  const ScalarField& Field;
  const Triangulation& Grid;
  const Neighborhood Around;
  DiscreteGradient& Gradient;
  std::vector<StarCell> Star; ///< by dimension
};

} // namespace topology
} // namespace losslandscape

#endif
