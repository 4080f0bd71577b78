// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Mathematics/Curvature/KrylovSpace.h"

#include "Core/Common/Error.h"
#include "Core/Common/Random.h"

#include <Eigen/Eigenvalues>

#include <algorithm>
#include <limits>

namespace losslandscape::curvature
{

Eigen::VectorXd NormalVector(Eigen::Index size, std::uint64_t seed)
{
  Random random(seed);
  Eigen::VectorXd vector(size);
  for (double& value : vector)
  {
    value = random.Normal();
  }
  return vector;
}

KrylovSpace::KrylovSpace(
  const SymmetricOperator& matrix, const Eigen::VectorXd& start, Eigen::Index capacity)
  : Matrix(matrix), Basis(matrix.Size, capacity),
    Projected(Eigen::MatrixXd::Zero(capacity, capacity)), Next(start.normalized())
{
}

void KrylovSpace::Grow()
{
  if (this->Count > 0 && this->IsInvariant())
  {
    this->TakeRandomDirection();
  }
  this->Basis.col(this->Count) = this->Next;
  this->Next = this->Matrix.Apply(this->Next);
  if (!this->Next.allFinite())
  {
    throw Error("a product of matrix and vector is not finite")
      .Where("Lanczos process, step " + std::to_string(this->Count + 1))
      .Expected("finite numbers")
      .Found("NaN or infinity");
  }
  ++this->Count;
  this->Scale = std::max(this->Scale, this->Next.norm());
  Eigen::VectorXd coordinates = Eigen::VectorXd::Zero(this->Count);
  this->Orthogonalize(this->Next, coordinates);
  this->Projected.col(this->Count - 1).head(this->Count) = coordinates;
  this->Projected.row(this->Count - 1).head(this->Count) = coordinates.transpose();
  this->Leaving = this->Next.norm();
  if (!this->IsInvariant())
  {
    this->Next /= this->Leaving;
  }
}

void KrylovSpace::Orthogonalize(Eigen::VectorXd& vector, Eigen::VectorXd& coordinates) const
{
  const auto basis = this->Basis.leftCols(this->Count);
  for (int pass = 0; pass < 2; ++pass)
  {
    const Eigen::VectorXd parts = basis.transpose() * vector;
    vector.noalias() -= basis * parts;
    coordinates += parts;
  }
}

void KrylovSpace::TakeRandomDirection()
{
  ++this->RandomDirectionCount;
  this->Next =
    NormalVector(this->Matrix.Size, static_cast<std::uint64_t>(this->RandomDirectionCount) << 32);
  Eigen::VectorXd ignored = Eigen::VectorXd::Zero(this->Count);
  this->Orthogonalize(this->Next, ignored);
  this->Next.normalize();
}

bool KrylovSpace::IsInvariant() const
{
  constexpr double Rounding = 100.0 * std::numeric_limits<double>::epsilon();
  return this->Leaving <= Rounding * this->Scale || this->Count == this->Matrix.Size;
}

RitzPairs KrylovSpace::Pairs() const
{
  const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> solver(
    this->Projected.topLeftCorner(this->Count, this->Count));
  RitzPairs pairs;
  pairs.Values = solver.eigenvalues();
  pairs.Coordinates = solver.eigenvectors();
  pairs.Residuals = this->Leaving * pairs.Coordinates.row(this->Count - 1).transpose().cwiseAbs();
  return pairs;
}

Eigen::VectorXd KrylovSpace::VectorOf(const Eigen::VectorXd& coordinates) const
{
  return this->Basis.leftCols(this->Count) * coordinates;
}

void KrylovSpace::ShrinkTo(const RitzPairs& pairs, const std::vector<Eigen::Index>& kept)
{
  const auto count = static_cast<Eigen::Index>(kept.size());
  Eigen::MatrixXd coordinates(this->Count, count);
  Eigen::VectorXd values(count);
  for (Eigen::Index i = 0; i < count; ++i)
  {
    coordinates.col(i) = pairs.Coordinates.col(kept[i]);
    values[i] = pairs.Values[kept[i]];
  }
  // The basis is replaced in portions of rows, so that no second one is needed.
  constexpr Eigen::Index Portion = 4096;
  for (Eigen::Index begin = 0; begin < this->Basis.rows(); begin += Portion)
  {
    auto rows = this->Basis.middleRows(begin, std::min(Portion, this->Basis.rows() - begin));
    rows.leftCols(count) = (rows.leftCols(this->Count) * coordinates).eval();
  }
  this->Projected.setZero();
  this->Projected.diagonal().head(count) = values;
  this->Count = count;
}

} // namespace losslandscape::curvature
