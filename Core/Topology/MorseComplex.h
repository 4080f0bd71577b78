// SPDX-License-Identifier: BSD-3-Clause
#ifndef losslandscape_Topology_MorseComplex_h
#define losslandscape_Topology_MorseComplex_h

#include "Core/Topology/ScalarField.h"

namespace losslandscape
{
namespace topology
{

/// A cell of the triangulated grid that the discrete gradient leaves unpaired.
struct CriticalCell
{
  int Dimension;       ///< 0 minimum, 1 saddle, 2 saddle (volumes) or maximum, 3 maximum (volumes)
  std::int64_t Vertex; ///< highest vertex of the cell
  Vector3 Position;    ///< barycentre of the cell
  double Value;        ///< at Vertex
  bool OnBoundary;     ///< Vertex is one of the outermost points of the grid
  double Persistence;  ///< of its pair; infinite if it has none
};

/// A path of the discrete gradient from a saddle, through Points [First, First + Count).
struct Separatrix
{
  bool Ascending;      ///< to a maximum; else descending to a minimum
  std::int64_t Saddle; ///< index into CriticalCells
  std::int64_t End;    ///< index into CriticalCells; -1: it leaves the domain
  std::int64_t First;
  std::int64_t Count;
};

/// Discrete Morse complex (Forman 1998) of a landscape: the extremal graph, exact on planes; in
/// volumes without the connectors between saddles.
struct MorseComplex
{
  std::vector<CriticalCell> CriticalCells; ///< by dimension, then by (value, vertex)
  std::vector<Separatrix> Separatrices;    ///< descending first; by saddle
  std::vector<Vector3> Points; ///< barycentres of the cells of the paths, from saddle to extremum
  std::vector<double> Values;  ///< at Points: mean over the cell's vertices
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

} // namespace topology
} // namespace losslandscape

#endif
