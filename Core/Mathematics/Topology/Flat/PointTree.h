// SPDX-License-Identifier: BSD-3-Clause
#ifndef losslandscape_Mathematics_Topology_Flat_PointTree_h
#define losslandscape_Mathematics_Topology_Flat_PointTree_h

#include "Core/Mathematics/Topology/Field/ScalarField.h"

#include <vector>

namespace losslandscape
{
namespace topology
{

/// Points sorted for queries of the nearest one: a balanced k-d tree, stored as the order of the
/// points.
class PointTree
{
public:
  /// Splits along these axes in turn.
  PointTree(std::vector<Vector3> points, std::vector<int> axes);

  /// The smaller of `square` and the squared distance to the nearest point. As soon as it is known
  /// to be at most `enough`, any such number.
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

  std::vector<Vector3> Points; ///< of each part the median comes in the middle
  std::vector<int> Axes;
};

} // namespace topology
} // namespace losslandscape

#endif
