// SPDX-License-Identifier: BSD-3-Clause
#ifndef losslandscape_Mathematics_Topology_Flat_SublevelMoments_h
#define losslandscape_Mathematics_Topology_Flat_SublevelMoments_h

#include <Eigen/Dense>

#include <array>

namespace losslandscape
{
namespace topology
{

/// A corner of a simplex: its position, and the value of the linear function there.
struct SimplexCorner
{
  Eigen::Vector3d Position;
  double Value;
};

/// Measure, first and second moments of the part of simplices where a linear function is at most a
/// level. They are exact, since that part is cut into simplices itself.
class SublevelMoments
{
public:
  /// `dimension`: 1 for segments, 2 for triangles, 3 for tetrahedra, which lie along as many first
  /// axes of their positions.
  SublevelMoments(int dimension, double level);

  /// Adds a simplex, of which the first Dimension + 1 corners count.
  void Add(const std::array<SimplexCorner, 4>& corners);

  double Measure() const { return this->Zeroth; }
  /// The mean position; 0 if the measure is.
  Eigen::Vector3d Centroid() const;
  /// The second moments about the centroid, divided by the measure; 0 if the measure is.
  Eigen::Matrix3d Covariance() const;

private:
  using Points = std::array<Eigen::Vector3d, 4>;

  void AddSimplex(const Points& points);
  void AddPrism(
    const std::array<Eigen::Vector3d, 3>& bottom, const std::array<Eigen::Vector3d, 3>& top);
  Eigen::Vector3d Cut(const SimplexCorner& inside, const SimplexCorner& outside) const;

  const int Dimension;
  const double Level;
  double Zeroth = 0.0;
  Eigen::Vector3d First = Eigen::Vector3d::Zero();
  Eigen::Matrix3d Second = Eigen::Matrix3d::Zero();
};

} // namespace topology
} // namespace losslandscape

#endif
