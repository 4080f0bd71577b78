// SPDX-License-Identifier: BSD-3-Clause
#ifndef losslandscape_Topology_LocalPolynomial_h
#define losslandscape_Topology_LocalPolynomial_h

#include <Eigen/Dense>

#include <array>
#include <vector>

namespace losslandscape
{
namespace topology
{

/// Most coefficients: degree 4 in three variables.
constexpr int MostCoefficients = 35;
using Coefficients = Eigen::Matrix<double, Eigen::Dynamic, 1, 0, MostCoefficients, 1>;
using SmallVector = Eigen::Matrix<double, Eigen::Dynamic, 1, 0, 3, 1>;
using SmallMatrix = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, 0, 3, 3>;

/// All monomials of one to three variables up to a total degree.
class PolynomialBasis
{
public:
  PolynomialBasis(int dimension, int degree);

  int Dimension() const { return this->Variables; }
  int Size() const { return static_cast<int>(this->Exponents.size()); }
  const std::array<int, 3>& Exponent(int monomial) const { return this->Exponents[monomial]; }

  Coefficients Values(const SmallVector& u) const;
  SmallVector Gradient(const Coefficients& coefficients, const SmallVector& u) const;
  SmallMatrix Hessian(const Coefficients& coefficients, const SmallVector& u) const;
  /// How v' H v depends on the coefficients of a quadratic polynomial.
  Coefficients CurvatureWeights(const SmallVector& v) const;

private:
  int Variables;
  std::vector<std::array<int, 3>> Exponents;
};

} // namespace topology
} // namespace losslandscape

#endif
