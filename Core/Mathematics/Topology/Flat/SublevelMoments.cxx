// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Mathematics/Topology/Flat/SublevelMoments.h"

#include <algorithm>
#include <cmath>

namespace losslandscape
{
namespace topology
{

SublevelMoments::SublevelMoments(int dimension, double level) : Dimension(dimension), Level(level)
{
}

void SublevelMoments::Add(const std::array<SimplexCorner, 4>& corners)
{
  std::array<SimplexCorner, 4> c = corners;
  const int count = this->Dimension + 1;
  const auto middle = std::stable_partition(c.begin(), c.begin() + count,
    [this](const SimplexCorner& corner) { return corner.Value <= this->Level; });
  const int inside = static_cast<int>(middle - c.begin());
  if (inside == 0)
  {
    return;
  }
  if (inside == count)
  {
    this->AddSimplex({ c[0].Position, c[1].Position, c[2].Position, c[3].Position });
  }
  else if (inside == 1)
  {
    Points points = { c[0].Position };
    for (int i = 1; i < count; ++i)
    {
      points[i] = this->Cut(c[0], c[i]);
    }
    this->AddSimplex(points);
  }
  else if (this->Dimension == 2)
  {
    const Eigen::Vector3d far = this->Cut(c[1], c[2]);
    this->AddSimplex({ c[0].Position, c[1].Position, far });
    this->AddSimplex({ c[0].Position, far, this->Cut(c[0], c[2]) });
  }
  else if (inside == 2)
  {
    this->AddPrism({ c[0].Position, this->Cut(c[0], c[2]), this->Cut(c[0], c[3]) },
      { c[1].Position, this->Cut(c[1], c[2]), this->Cut(c[1], c[3]) });
  }
  else
  {
    this->AddPrism({ c[0].Position, c[1].Position, c[2].Position },
      { this->Cut(c[0], c[3]), this->Cut(c[1], c[3]), this->Cut(c[2], c[3]) });
  }
}

Eigen::Vector3d SublevelMoments::Cut(
  const SimplexCorner& inside, const SimplexCorner& outside) const
{
  // Halves are subtracted, since the difference of two finite numbers may be infinite.
  const double share =
    (0.5 * this->Level - 0.5 * inside.Value) / (0.5 * outside.Value - 0.5 * inside.Value);
  return inside.Position + share * (outside.Position - inside.Position);
}

void SublevelMoments::AddPrism(
  const std::array<Eigen::Vector3d, 3>& bottom, const std::array<Eigen::Vector3d, 3>& top)
{
  this->AddSimplex({ bottom[0], bottom[1], bottom[2], top[2] });
  this->AddSimplex({ bottom[0], bottom[1], top[1], top[2] });
  this->AddSimplex({ bottom[0], top[0], top[1], top[2] });
}

void SublevelMoments::AddSimplex(const Points& points)
{
  const int count = this->Dimension + 1;
  Eigen::Matrix3d edges = Eigen::Matrix3d::Identity();
  Eigen::Vector3d sum = points[0];
  Eigen::Matrix3d squares = points[0] * points[0].transpose();
  double factorial = 1.0;
  for (int i = 1; i < count; ++i)
  {
    edges.col(i - 1).head(this->Dimension) = (points[i] - points[0]).head(this->Dimension);
    sum += points[i];
    squares += points[i] * points[i].transpose();
    factorial *= i;
  }
  const double measure = std::abs(edges.determinant()) / factorial;
  this->Zeroth += measure;
  this->First += measure / count * sum;
  this->Second += measure / (count * (count + 1)) * (squares + sum * sum.transpose());
}

Eigen::Vector3d SublevelMoments::Centroid() const
{
  return this->Zeroth > 0.0 ? Eigen::Vector3d(this->First / this->Zeroth)
                            : Eigen::Vector3d(Eigen::Vector3d::Zero());
}

Eigen::Matrix3d SublevelMoments::Covariance() const
{
  if (!(this->Zeroth > 0.0))
  {
    return Eigen::Matrix3d::Zero();
  }
  const Eigen::Vector3d centroid = this->Centroid();
  return this->Second / this->Zeroth - centroid * centroid.transpose();
}

} // namespace topology
} // namespace losslandscape
