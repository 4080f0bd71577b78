// SPDX-License-Identifier: BSD-3-Clause
#ifndef losslandscape_Mathematics_Topology_Morse_MorseComplex_h
#define losslandscape_Mathematics_Topology_Morse_MorseComplex_h

#include "Core/Mathematics/Topology/Field/Triangulation.h"

namespace losslandscape
{
namespace topology
{

/// A cell of the triangulated grid that the discrete gradient leaves unpaired. ComplexGeometry has
/// its position.
struct CriticalCell
{
  std::int64_t Vertex; ///< highest vertex of the cell
  NeighborSet Others;  ///< the neighbours of Vertex that are its other vertices
  std::int8_t
    Dimension;        ///< 0 minimum, 1 saddle, 2 saddle (volumes) or maximum, 3 maximum (volumes)
  bool OnBoundary;    ///< Vertex is one of the outermost points of the grid
  double Persistence; ///< of its pair; infinite if it has none
};

/// A path of the discrete gradient from a saddle. ComplexGeometry has its points.
struct Separatrix
{
  std::int64_t Saddle;     ///< index into CriticalCells
  std::int64_t End;        ///< index into CriticalCells
  std::int64_t First;      ///< index into Paths
  std::int64_t Count : 63; ///< of the path's members in Paths
  bool Ascending : 1;      ///< to a maximum; else descending to a minimum
};

/// Discrete Morse complex (Forman 1998) of a landscape: the extremal graph, complete on planes; in
/// volumes without the connectors between saddles.
struct MorseComplex
{
  /// By dimension; then minima and maxima by (value, vertex), saddles by vertex.
  std::vector<CriticalCell> CriticalCells;
  /// Two from each saddle down; up from each saddle those that end at a maximum inside. Descending
  /// ones first, by saddle.
  std::vector<Separatrix> Separatrices;
  /// Of descending paths the vertices, of ascending ones the top cells, from saddle to extremum.
  std::vector<std::int64_t> Paths;
  /// Per point of the grid: which minimum (n-th of CriticalCells with dimension 0) it flows down
  /// to; -1 outside the domain.
  std::vector<std::int64_t> DescendingManifold;
  /// Per point: which maximum (n-th of the highest dimension) it flows up to; -1 where the way up
  /// leaves the domain.
  std::vector<std::int64_t> AscendingManifold;
  std::int64_t NumberOfMinima = 0;
  std::int64_t NumberOfMaxima = 0;
};

struct MorseComplexOptions
{
  double PersistenceThreshold = 0.0; ///< pairs below it are cancelled
  bool Relative = true;              ///< the threshold is a share of the range of values
};

/// Discrete gradient of the lower stars (Robins, Wood, Sheppard 2011), pairs below the threshold
/// cancelled by reversing the path between them, then paths and basins of what is left.
/// Throws Error if fewer than two axes have more than one point.
MorseComplex ComputeMorseComplex(
  const ScalarField& field, const MorseComplexOptions& options, const Execution& execution = {});

/// Where the members of a complex lie. Cells stand for their barycentres, and values there are
/// means over the cell's vertices.
class ComplexGeometry
{
public:
  struct Point
  {
    Vector3 Position;
    double Value;
  };

  explicit ComplexGeometry(const ScalarField& field);

  Point At(const CriticalCell& cell) const;

  /// Points of a separatrix: the saddle, then members of the path and the cells between them in
  /// turn; 2 * Count.
  std::int64_t NumberOfPoints(const Separatrix& separatrix) const { return 2 * separatrix.Count; }
  /// Calls `visit(point)` for each.
  template <typename Visit>
  void VisitPoints(const MorseComplex& complex, const Separatrix& separatrix, Visit&& visit) const
  {
    visit(this->At(complex.CriticalCells[separatrix.Saddle]));
    const std::int64_t* path = complex.Paths.data() + separatrix.First;
    for (std::int64_t i = 0; i < separatrix.Count; ++i)
    {
      if (i > 0)
      {
        visit(this->Between(path[i - 1], path[i], separatrix.Ascending));
      }
      visit(this->Member(path[i], separatrix.Ascending));
    }
  }

private:
  Point Member(std::int64_t id, bool isCell) const;
  Point Between(std::int64_t a, std::int64_t b, bool areCells) const;
  Point Barycentre(const std::int64_t* vertices, int count) const;

  const ScalarField& Field;
  const Triangulation Grid;
};

} // namespace topology
} // namespace losslandscape

#endif
