// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Mathematics/Analytic/FiniteFunction.h"
#include "Core/Mathematics/Analytic/Functions.h"
#include "Core/Mathematics/Analytic/StationaryPoint.h"

#include <cmath>

namespace losslandscape
{
namespace
{

/// One term of the function: A exp(a u^2 + b u v + c v^2) with u = x - X, v = y - Y.
struct Term
{
  double Factor, A, B, C, X, Y;
};

constexpr Term Terms[] = {
  { -200.0, -1.0, 0.0, -10.0, 1.0, 0.0 },
  { -100.0, -1.0, 0.0, -10.0, 0.0, 0.5 },
  { -170.0, -6.5, 11.0, -6.5, -0.5, 1.5 },
  { 15.0, 0.7, 0.6, 0.7, -1.0, 1.0 },
};

/// A term at a point: its value and the slopes of its exponent.
struct TermAt
{
  TermAt(const Term& term, const Vector3& p)
  {
    const double u = p[0] - term.X;
    const double v = p[1] - term.Y;
    this->Value = term.Factor * std::exp(term.A * u * u + term.B * u * v + term.C * v * v);
    this->SlopeX = 2.0 * term.A * u + term.B * v;
    this->SlopeY = term.B * u + 2.0 * term.C * v;
  }

  double Value, SlopeX, SlopeY;
};

/// The function of Mueller and Brown. Its three minima and two saddles are all stationary points in
/// the whole plane: beyond 8 units from the origin only the last term is left, which grows
/// outwards, and the tests count the zeros of the gradient within.
class MuellerBrown final : public FiniteFunction
{
public:
  MuellerBrown()
    : FiniteFunction(
        { AnalyticKind::MuellerBrown, "Mueller-Brown",
          "sum_{k=1}^4 A_k exp(a_k (x - X_k)^2 + b_k (x - X_k) (y - Y_k) + c_k (y - Y_k)^2), "
          "A = (-200, -100, -170, 15), a = (-1, -1, -6.5, 0.7), b = (0, 0, 11, 0.6), "
          "c = (-10, -10, -6.5, 0.7), X = (1, 0, -0.5, -1), Y = (0, 0.5, 1.5, 1)",
          "K. Mueller and L. D. Brown, Location of saddle points and minimum energy paths by a "
          "constrained simplex optimization procedure, Theoretica Chimica Acta 53 (1979) 75-93",
          { -1.5, 1.2, -0.2, 2.0, 0.0, 0.0 } },
        2)
  {
    this->Points = RefineStationaryPoints(*this,
      { { -0.558224, 1.441726, 0.0 }, { 0.623499, 0.028038, 0.0 }, { -0.050011, 0.466694, 0.0 },
        { -0.822002, 0.624313, 0.0 }, { 0.212487, 0.292988, 0.0 } });
  }

  double Value(const Vector3& p) const override
  {
    double sum = 0.0;
    for (const auto& term : Terms)
    {
      sum += TermAt(term, p).Value;
    }
    return sum;
  }

  Vector3 Gradient(const Vector3& p) const override
  {
    Vector3 sum = {};
    for (const auto& term : Terms)
    {
      const TermAt at(term, p);
      sum[0] += at.Value * at.SlopeX;
      sum[1] += at.Value * at.SlopeY;
    }
    return sum;
  }

  Matrix3 Hessian(const Vector3& p) const override
  {
    Matrix3 sum = {};
    for (const auto& term : Terms)
    {
      const TermAt at(term, p);
      sum[0][0] += at.Value * (at.SlopeX * at.SlopeX + 2.0 * term.A);
      sum[0][1] += at.Value * (at.SlopeX * at.SlopeY + term.B);
      sum[1][1] += at.Value * (at.SlopeY * at.SlopeY + 2.0 * term.C);
    }
    sum[1][0] = sum[0][1];
    return sum;
  }
};

} // namespace

std::unique_ptr<AnalyticFunction> MakeMuellerBrown()
{
  return std::make_unique<MuellerBrown>();
}

} // namespace losslandscape
