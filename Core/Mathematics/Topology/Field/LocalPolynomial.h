// SPDX-License-Identifier: BSD-3-Clause
#ifndef losslandscape_Mathematics_Topology_Field_LocalPolynomial_h
#define losslandscape_Mathematics_Topology_Field_LocalPolynomial_h

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

/// All monomials of one to three variables up to a total degree of at most 4.
class PolynomialBasis
{
public:
  PolynomialBasis(int dimension, int degree);

  int Dimension() const { return this->Variables; }
  int Size() const { return static_cast<int>(this->Exponents.size()); }

  Coefficients Values(const SmallVector& u) const;
  SmallVector Gradient(const Coefficients& coefficients, const SmallVector& u) const;
  SmallMatrix Hessian(const Coefficients& coefficients, const SmallVector& u) const;
  /// How v' H v depends on the coefficients of a quadratic polynomial.
  Coefficients CurvatureWeights(const SmallVector& v) const;

private:
  using Exponent = std::array<int, 3>;
  /// What is left of a monomial that has been differentiated.
  struct Term
  {
    int Monomial;
    double Factor;
    Exponent Powers;
  };
  using Terms = std::vector<Term>;

  Terms Differentiate(const Exponent& order) const;

  int Variables;
  std::vector<Exponent> Exponents;
  std::array<Terms, 3> FirstDerivatives;
  std::array<std::array<Terms, 3>, 3> SecondDerivatives; ///< [a][b], a <= b
};

/// Newton's method from `u` for a stationary point of a polynomial, in steps of at most 1 along
/// each axis. True, and `u` is the point, if it converges and never leaves the box of half width
/// `reach` around `center`.
bool FindStationaryPoint(const PolynomialBasis& basis, const Coefficients& coefficients,
  const SmallVector& center, double reach, SmallVector& u);

} // namespace topology
} // namespace losslandscape

#endif
