// SPDX-License-Identifier: BSD-3-Clause
#ifndef losslandscape_Mathematics_Curvature_KrylovSpace_h
#define losslandscape_Mathematics_Curvature_KrylovSpace_h

#include "Core/Mathematics/Curvature/SymmetricOperator.h"

#include <cstdint>
#include <vector>

namespace losslandscape::curvature
{

/// Approximate eigenpairs of an operator from a space of a few dimensions (Ritz pairs).
struct RitzPairs
{
  /// In increasing order.
  Eigen::VectorXd Values;
  /// Coordinates of the vectors in the basis of the space, one column each.
  Eigen::MatrixXd Coordinates;
  /// |A u - lambda u| of each.
  Eigen::VectorXd Residuals;
};

/// An orthonormal basis of the space that a symmetric operator A spans from a start vector, v, A v,
/// A A v, ..., and A within it: the Lanczos process with full re-orthogonalisation (twice, so that
/// the basis stays orthogonal to rounding; Parlett, "The Symmetric Eigenvalue Problem", 1998,
/// chapter 13). A within the space is kept as a full matrix, so that the space can be shrunk to
/// some of its Ritz vectors and grown again (thick restart; Wu and Simon 2000, "Thick-Restart
/// Lanczos Method for Large Symmetric Eigenvalue Problems").
///
/// Memory: size of the operator times (capacity + 3) doubles. Time of a step beside the product: 8
/// x size x dimension operations.
class KrylovSpace
{
public:
  /// `capacity`: the largest dimension. `start` must not be zero.
  KrylovSpace(const SymmetricOperator& matrix, const Eigen::VectorXd& start, Eigen::Index capacity);

  Eigen::Index Size() const { return this->Matrix.Size; }
  Eigen::Index Dimension() const { return this->Count; }

  /// Grows by one dimension, at the cost of one product. If the space was invariant under the
  /// operator, the next dimension is a random one orthogonal to it. Must not be called at capacity
  /// or if the space is everything.
  void Grow();

  /// Whether the operator maps the space to itself, to rounding: Ritz pairs are eigenpairs then,
  /// and every eigenvalue is among them at least once.
  bool IsInvariant() const;

  /// How often it grew out of an invariant space: how many copies of a multiple eigenvalue an
  /// invariant space has beyond the first.
  int RandomDirections() const { return this->RandomDirectionCount; }

  RitzPairs Pairs() const;

  /// The vector with these coordinates.
  Eigen::VectorXd VectorOf(const Eigen::VectorXd& coordinates) const;

  /// Keeps the Ritz vectors of these columns of `pairs`, which must be Pairs(), and the direction
  /// to grow into.
  void ShrinkTo(const RitzPairs& pairs, const std::vector<Eigen::Index>& kept);

private:
  /// What is left of `vector` without its part in the space; the part's coordinates are added to
  /// `coordinates`.
  void Orthogonalize(Eigen::VectorXd& vector, Eigen::VectorXd& coordinates) const;
  void TakeRandomDirection();

  SymmetricOperator Matrix;
  Eigen::MatrixXd Basis;
  Eigen::MatrixXd Projected;
  Eigen::Index Count = 0;
  /// Unit vector to grow into, and how far A leaves the space in it.
  Eigen::VectorXd Next;
  double Leaving = 0.0;
  /// The largest |A v| seen: what rounding errors are measured by.
  double Scale = 0.0;
  int RandomDirectionCount = 0;
};

/// Independent standard normal numbers, the same on every machine.
Eigen::VectorXd NormalVector(Eigen::Index size, std::uint64_t seed);

} // namespace losslandscape::curvature

#endif
