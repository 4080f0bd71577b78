// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Mathematics/Topology/Field/LocalPolynomial.h"

#include <algorithm>
#include <cmath>

namespace losslandscape
{
namespace topology
{
namespace
{

// Many steps are allowed, since at a degenerate point each one only halves the distance.
constexpr int MostNewtonSteps = 60;
// The length of a step, in cells, at which the iteration has converged. Newton's method converges
// quadratically, and at a degenerate point rounding allows no smaller one.
constexpr double Converged = 1e-7;

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

double Product(const Powers& powers, const std::array<int, 3>& exponent)
{
  return powers[0][exponent[0]] * powers[1][exponent[1]] * powers[2][exponent[2]];
}

template <typename Terms>
double Sum(const Terms& terms, const Coefficients& coefficients, const Powers& powers)
{
  double sum = 0.0;
  for (const auto& term : terms)
  {
    sum += coefficients[term.Monomial] * term.Factor * Product(powers, term.Powers);
  }
  return sum;
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
  for (int a = 0; a < dimension; ++a)
  {
    Exponent order = { 0, 0, 0 };
    ++order[a];
    this->FirstDerivatives[a] = this->Differentiate(order);
    for (int b = a; b < dimension; ++b)
    {
      ++order[b];
      this->SecondDerivatives[a][b] = this->Differentiate(order);
      --order[b];
    }
  }
}

PolynomialBasis::Terms PolynomialBasis::Differentiate(const Exponent& order) const
{
  Terms terms;
  for (int m = 0; m < this->Size(); ++m)
  {
    Term term = { m, 1.0, this->Exponents[m] };
    for (int a = 0; a < 3; ++a)
    {
      for (int i = 0; i < order[a]; ++i)
      {
        term.Factor *= term.Powers[a];
        term.Powers[a] = std::max(0, term.Powers[a] - 1);
      }
    }
    if (term.Factor != 0.0)
    {
      terms.push_back(term);
    }
  }
  return terms;
}

Coefficients PolynomialBasis::Values(const SmallVector& u) const
{
  const Powers powers = PowersOf(u);
  Coefficients values(this->Size());
  for (int m = 0; m < this->Size(); ++m)
  {
    values[m] = Product(powers, this->Exponents[m]);
  }
  return values;
}

SmallVector PolynomialBasis::Gradient(const Coefficients& coefficients, const SmallVector& u) const
{
  const Powers powers = PowersOf(u);
  SmallVector gradient(this->Variables);
  for (int a = 0; a < this->Variables; ++a)
  {
    gradient[a] = Sum(this->FirstDerivatives[a], coefficients, powers);
  }
  return gradient;
}

SmallMatrix PolynomialBasis::Hessian(const Coefficients& coefficients, const SmallVector& u) const
{
  const Powers powers = PowersOf(u);
  SmallMatrix hessian(this->Variables, this->Variables);
  for (int a = 0; a < this->Variables; ++a)
  {
    for (int b = a; b < this->Variables; ++b)
    {
      hessian(a, b) = hessian(b, a) = Sum(this->SecondDerivatives[a][b], coefficients, powers);
    }
  }
  return hessian;
}

Coefficients PolynomialBasis::CurvatureWeights(const SmallVector& v) const
{
  Coefficients weights = Coefficients::Zero(this->Size());
  for (int m = 0; m < this->Size(); ++m)
  {
    const Exponent& exponent = this->Exponents[m];
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

bool FindStationaryPoint(const PolynomialBasis& basis, const Coefficients& coefficients,
  const SmallVector& center, double reach, SmallVector& u)
{
  SmallVector at = u;
  for (int i = 0; i < MostNewtonSteps; ++i)
  {
    const SmallVector gradient = basis.Gradient(coefficients, at);
    const SmallMatrix hessian = basis.Hessian(coefficients, at);
    // Where the Hessian is singular, this is the step of least norm.
    const SmallVector step =
      Eigen::CompleteOrthogonalDecomposition<SmallMatrix>(hessian).solve(-gradient);
    if (!step.allFinite())
    {
      return false;
    }
    const double longest = step.lpNorm<Eigen::Infinity>();
    at += longest > 1.0 ? SmallVector(step / longest) : step;
    if (SmallVector(at - center).lpNorm<Eigen::Infinity>() > reach)
    {
      return false;
    }
    if (longest < Converged)
    {
      u = at;
      return true;
    }
  }
  return false;
}

} // namespace topology
} // namespace losslandscape
