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

/// The largest number of coefficients, that of degree 4 in three variables.
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

  /// The value of each monomial at `u`.
  Coefficients Values(const SmallVector& u) const;
  SmallVector Gradient(const Coefficients& coefficients, const SmallVector& u) const;
  SmallMatrix Hessian(const Coefficients& coefficients, const SmallVector& u) const;
  /// The weights with which the coefficients of a quadratic polynomial add up to v' H v, where H is
  /// its Hessian.
  Coefficients CurvatureWeights(const SmallVector& v) const;

private:
  using Exponent = std::array<int, 3>;
  /// A derivative of a monomial.
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

/// Looks for a stationary point of a polynomial by Newton's method from `u`, in steps of at most 1
/// along each axis. Returns true, with the point in `u`, if it converges and never leaves the box
/// of half width `reach` around `center`.
bool FindStationaryPoint(const PolynomialBasis& basis, const Coefficients& coefficients,
  const SmallVector& center, double reach, SmallVector& u);

} // namespace topology
} // namespace losslandscape

#endif
