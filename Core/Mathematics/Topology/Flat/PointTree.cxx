// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Mathematics/Topology/Flat/PointTree.h"

#include <algorithm>

namespace losslandscape
{
namespace topology
{

PointTree::PointTree(std::vector<Vector3> points, std::vector<int> axes)
  : Points(std::move(points)), Axes(std::move(axes))
{
  this->Sort(this->Points.begin(), this->Points.end(), 0);
}

void PointTree::Sort(Iterator begin, Iterator end, std::size_t depth)
{
  if (end - begin > 1)
  {
    const Iterator middle = begin + (end - begin) / 2;
    const int axis = this->Axes[depth % this->Axes.size()];
    std::nth_element(
      begin, middle, end, [axis](const Vector3& a, const Vector3& b) { return a[axis] < b[axis]; });
    this->Sort(begin, middle, depth + 1);
    this->Sort(middle + 1, end, depth + 1);
  }
}

double PointTree::NearestSquare(const Vector3& position, double square, double enough) const
{
  Query query = { position, square, enough };
  this->Search(0, this->Points.size(), 0, query);
  return query.Square;
}

void PointTree::Search(std::size_t begin, std::size_t end, std::size_t depth, Query& query) const
{
  if (begin == end || query.Square <= query.Enough)
  {
    return;
  }
  const std::size_t middle = begin + (end - begin) / 2;
  const int axis = this->Axes[depth % this->Axes.size()];
  const double distance = query.Position[axis] - this->Points[middle][axis];
  const bool low = distance < 0.0;
  this->Search(low ? begin : middle + 1, low ? middle : end, depth + 1, query);
  if (distance * distance < query.Square)
  {
    this->Visit(this->Points[middle], query);
    this->Search(low ? middle + 1 : begin, low ? end : middle, depth + 1, query);
  }
}

void PointTree::Visit(const Vector3& point, Query& query) const
{
  double square = 0.0;
  for (const int axis : this->Axes)
  {
    const double distance = query.Position[axis] - point[axis];
    square += distance * distance;
  }
  query.Square = std::min(query.Square, square);
}

} // namespace topology
} // namespace losslandscape
