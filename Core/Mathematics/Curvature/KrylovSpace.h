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
  /// The approximate eigenvalues, in increasing order.
  Eigen::VectorXd Values;
  /// Coordinates of the vectors in the basis of the space, one column each.
  Eigen::MatrixXd Coordinates;
  /// |A u - lambda u| of each pair.
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
  /// or if the space is the whole space that the operator acts on. Throws Error if the product is
  /// not finite.
  void Grow();

  /// Whether the operator maps the space to itself, to rounding: Ritz pairs are eigenpairs then,
  /// and every eigenvalue is among them at least once.
  bool IsInvariant() const;

  /// How often the space grew out of an invariant one. Each time adds a copy of a multiple
  /// eigenvalue, of which an invariant space has one at first.
  int RandomDirections() const { return this->RandomDirectionCount; }

  /// The Ritz pairs of the space as it is.
  RitzPairs Pairs() const;

  /// The vector with these coordinates in the basis of the space.
  Eigen::VectorXd VectorOf(const Eigen::VectorXd& coordinates) const;

  /// Keeps the Ritz vectors of these columns of `pairs`, which must be Pairs(), and the direction
  /// to grow into.
  void ShrinkTo(const RitzPairs& pairs, const std::vector<Eigen::Index>& kept);

private:
  /// Takes its part in the space off `vector` and adds the part's coordinates to `coordinates`.
  void Orthogonalize(Eigen::VectorXd& vector, Eigen::VectorXd& coordinates) const;
  void TakeRandomDirection();

  SymmetricOperator Matrix;
  Eigen::MatrixXd Basis;
  Eigen::MatrixXd Projected;
  Eigen::Index Count = 0;
  /// The unit vector to grow into, and the length of the part of A's products outside the space,
  /// which lies in that direction.
  Eigen::VectorXd Next;
  double Leaving = 0.0;
  /// The largest |A v| seen, by which rounding errors are measured.
  double Scale = 0.0;
  int RandomDirectionCount = 0;
};

/// Independent standard normal numbers, the same on every machine.
Eigen::VectorXd NormalVector(Eigen::Index size, std::uint64_t seed);

} // namespace losslandscape::curvature

#endif
