// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Topology/LocalPolynomial.h"

#include <cmath>

namespace losslandscape
{
namespace topology
{
namespace
{

constexpr int MostPowers = 5;
using Powers = std::array<std::array<double, MostPowers>, 3>;

Powers PowersOf(const SmallVector& u)
{
  Powers powers;
  for (int a = 0; a < 3; ++a)
  {
    powers[a][0] = 1.0;
    for (int p = 1; p < MostPowers; ++p)
    {
      powers[a][p] = a < u.size() ? powers[a][p - 1] * u[a] : 1.0;
    }
  }
  return powers;
}

/// The monomial differentiated `order[a]` times along each axis.
double Monomial(
  const Powers& powers, const std::array<int, 3>& exponent, const std::array<int, 3>& order)
{
  double product = 1.0;
  for (int a = 0; a < 3; ++a)
  {
    int left = exponent[a];
    for (int i = 0; i < order[a]; ++i, --left)
    {
      product *= left;
    }
    product *= left > 0 ? powers[a][left] : 1.0;
  }
  return product;
}

} // namespace

PolynomialBasis::PolynomialBasis(int dimension, int degree) : Variables(dimension)
{
  const int mostY = dimension > 1 ? degree : 0;
  const int mostZ = dimension > 2 ? degree : 0;
  for (int z = 0; z <= mostZ; ++z)
  {
    for (int y = 0; y <= mostY - z || (z == 0 && y == 0); ++y)
    {
      for (int x = 0; x <= degree - y - z; ++x)
      {
        this->Exponents.push_back({ x, y, z });
      }
    }
  }
}

Coefficients PolynomialBasis::Values(const SmallVector& u) const
{
  const Powers powers = PowersOf(u);
  Coefficients values(this->Size());
  for (int m = 0; m < this->Size(); ++m)
  {
    values[m] = Monomial(powers, this->Exponents[m], { 0, 0, 0 });
  }
  return values;
}

SmallVector PolynomialBasis::Gradient(const Coefficients& coefficients, const SmallVector& u) const
{
  const Powers powers = PowersOf(u);
  SmallVector gradient = SmallVector::Zero(this->Variables);
  for (int a = 0; a < this->Variables; ++a)
  {
    std::array<int, 3> order = { 0, 0, 0 };
    order[a] = 1;
    for (int m = 0; m < this->Size(); ++m)
    {
      gradient[a] += coefficients[m] * Monomial(powers, this->Exponents[m], order);
    }
  }
  return gradient;
}

SmallMatrix PolynomialBasis::Hessian(const Coefficients& coefficients, const SmallVector& u) const
{
  const Powers powers = PowersOf(u);
  SmallMatrix hessian = SmallMatrix::Zero(this->Variables, this->Variables);
  for (int a = 0; a < this->Variables; ++a)
  {
    for (int b = a; b < this->Variables; ++b)
    {
      std::array<int, 3> order = { 0, 0, 0 };
      ++order[a];
      ++order[b];
      for (int m = 0; m < this->Size(); ++m)
      {
        hessian(a, b) += coefficients[m] * Monomial(powers, this->Exponents[m], order);
      }
      hessian(b, a) = hessian(a, b);
    }
  }
  return hessian;
}

Coefficients PolynomialBasis::CurvatureWeights(const SmallVector& v) const
{
  Coefficients weights = Coefficients::Zero(this->Size());
  for (int m = 0; m < this->Size(); ++m)
  {
    const auto& exponent = this->Exponents[m];
    if (exponent[0] + exponent[1] + exponent[2] == 2)
    {
      weights[m] = 2.0;
      for (int a = 0; a < this->Variables; ++a)
      {
        weights[m] *= std::pow(v[a], exponent[a]);
      }
    }
  }
  return weights;
}

} // namespace topology
} // namespace losslandscape
