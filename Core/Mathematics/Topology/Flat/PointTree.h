// SPDX-License-Identifier: BSD-3-Clause
#ifndef losslandscape_Mathematics_Topology_Flat_PointTree_h
#define losslandscape_Mathematics_Topology_Flat_PointTree_h

#include "Core/Mathematics/Topology/Field/ScalarField.h"

#include <vector>

namespace losslandscape
{
namespace topology
{

/// A balanced k-d tree of points for queries of the nearest one, stored as the order of the points.
class PointTree
{
public:
  /// Makes the tree, which splits the points along these axes in turn. Only these axes count in
  /// distances.
  PointTree(std::vector<Vector3> points, std::vector<int> axes);

  /// The smaller of `square` and the squared distance to the nearest point. If that is at most
  /// `enough`, the search ends early, and any number between the two may be returned.
  double NearestSquare(const Vector3& position, double square, double enough) const;

private:
  using Iterator = std::vector<Vector3>::iterator;

  struct Query
  {
    const Vector3& Position;
    double Square;
    double Enough;
  };

  void Sort(Iterator begin, Iterator end, std::size_t depth);
  void Search(std::size_t begin, std::size_t end, std::size_t depth, Query& query) const;
  void Visit(const Vector3& point, Query& query) const;

  std::vector<Vector3> Points; ///< each part has its median in the middle, and so on in its halves
  std::vector<int> Axes;
};

} // namespace topology
} // namespace losslandscape

#endif
