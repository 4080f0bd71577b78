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
  double Persistence; ///< persistence of its pair; infinite if it has none
};

/// A path of the discrete gradient from a saddle. ComplexGeometry has its points.
struct Separatrix
{
  std::int64_t Saddle;     ///< index into CriticalCells
  std::int64_t End;        ///< index into CriticalCells
  std::int64_t First;      ///< index into Paths
  std::int64_t Count : 63; ///< number of the path's members in Paths
  bool Ascending : 1;      ///< whether it ascends to a maximum; else it descends to a minimum
};

/// The discrete Morse complex (Forman 1998) of a landscape. It has the extremal graph, which is all
/// of it on planes; in volumes the connectors between saddles are missing.
struct MorseComplex
{
  /// The critical cells by dimension; then minima and maxima by (value, vertex), saddles by vertex.
  std::vector<CriticalCell> CriticalCells;
  /// Two paths down from each saddle, and those paths up that end at a maximum inside. Descending
  /// ones come first, by saddle.
  std::vector<Separatrix> Separatrices;
  /// The vertices of descending paths and the top cells of ascending ones, from saddle to extremum.
  std::vector<std::int64_t> Paths;
  /// For each point of the grid the number of the minimum that it flows down to (n for the n-th of
  /// CriticalCells with dimension 0); -1 outside the domain.
  std::vector<std::int64_t> DescendingManifold;
  /// For each point the number of the maximum that it flows up to (n for the n-th of CriticalCells
  /// with the highest dimension); -1 where the way up leaves the domain.
  std::vector<std::int64_t> AscendingManifold;
  std::int64_t NumberOfMinima = 0;
  std::int64_t NumberOfMaxima = 0;
};

struct MorseComplexOptions
{
  double PersistenceThreshold = 0.0; ///< pairs below it are cancelled
  bool Relative = true;              ///< the threshold is a share of the range of values
};

/// Computes the discrete gradient of the lower stars (Robins, Wood, Sheppard 2011), cancels pairs
/// below the threshold by reversing the path between them, and finds the paths and basins of what
/// is left. Throws Error if fewer than two axes have more than one point.
MorseComplex ComputeMorseComplex(
  const ScalarField& field, const MorseComplexOptions& options, const Execution& execution = {});

/// Gives the positions and values of the members of a complex. Cells stand for their barycentres,
/// and values there are means over the cell's vertices.
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

  /// The number of points of a separatrix: the saddle, then in turn the members of the path and the
  /// cells between them.
  std::int64_t NumberOfPoints(const Separatrix& separatrix) const { return 2 * separatrix.Count; }
  /// Calls `visit(point)` for each point of a separatrix, from the saddle on.
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
