// SPDX-License-Identifier: BSD-3-Clause
#ifndef losslandscape_Mathematics_Topology_Field_WindowFit_h
#define losslandscape_Mathematics_Topology_Field_WindowFit_h

#include "Core/Mathematics/Topology/Field/LocalPolynomial.h"

#include <optional>
#include <vector>

namespace losslandscape
{
namespace topology
{

/// The part of fitting least-squares polynomials in a window of points that does not depend on
/// values: the thin QR decomposition of the design matrix. A fit then costs a product with a matrix
/// of points by coefficients.
class WindowRegression
{
public:
  WindowRegression(const std::vector<SmallVector>& points, int dimension, int degree);

  /// Whether the points determine all coefficients.
  bool Determined() const { return this->IsDetermined; }
  const PolynomialBasis& Basis() const { return this->Monomials; }

private:
  friend class WindowFit;

  const PolynomialBasis Monomials;
  bool IsDetermined = false;
  Eigen::MatrixXd Orthonormal; ///< points x coefficients: Q of the design matrix
  Eigen::MatrixXd FromColumns; ///< coefficients of the columns of Q: the inverse of R
};

/// The polynomial that is fitted to the values of a window. Points of the window may be missing;
/// they are taken out of the regression by the Gram matrix of the rows of Q that are left.
class WindowFit
{
public:
  /// `values`: one per point, 0 for points that are `missing`. The regression must outlive the fit.
  WindowFit(const WindowRegression& regression, const Eigen::VectorXd& values,
    const std::vector<int>& missing);

  /// Whether the points that are left determine all coefficients.
  bool Determined() const { return this->IsDetermined; }
  const PolynomialBasis& Basis() const { return this->Regression->Basis(); }
  const Coefficients& Polynomial() const { return this->Solution; }
  /// The standard error of the sum of coefficients times weights, from the residuals of the fit.
  double StandardError(const Coefficients& weights) const;

private:
  void FindVariance(
    const Eigen::VectorXd& values, const Coefficients& projection, const std::vector<int>& missing);

  const WindowRegression* Regression;
  bool IsDetermined = false;
  using GramFactors = Eigen::LLT<
    Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, 0, MostCoefficients, MostCoefficients>>;
  std::optional<GramFactors> Gram; ///< of the rows that are left; none if no points are missing
  Coefficients Solution;
  double Variance = 0.0; ///< of the values about the polynomial
};

} // namespace topology
} // namespace losslandscape

#endif
