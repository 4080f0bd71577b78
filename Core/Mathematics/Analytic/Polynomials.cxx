// SPDX-License-Identifier: BSD-3-Clause
// Himmelblau, Six-Hump Camel, Monkey Saddle and Rosenbrock. Their lists of stationary points are
// complete: a gradient of two polynomials of degrees p and q has at most p q isolated zeros
// (Bezout), and Himmelblau's function has 3 * 3, the camel's 5 * 3. In Rosenbrock's function the
// last equation gives the last coordinate, and so on, until a polynomial of one variable with a
// single real root.
#include "Core/Mathematics/Analytic/FiniteFunction.h"
#include "Core/Mathematics/Analytic/Functions.h"
#include "Core/Mathematics/Analytic/StationaryPoint.h"

namespace losslandscape
{
namespace
{

Matrix3 SymmetricMatrix2(double xx, double xy, double yy)
{
  return { { { xx, xy, 0.0 }, { xy, yy, 0.0 }, { 0.0, 0.0, 0.0 } } };
}

class Himmelblau final : public FiniteFunction
{
public:
  Himmelblau()
    : FiniteFunction({ AnalyticKind::Himmelblau, "Himmelblau", "(x^2 + y - 11)^2 + (x + y^2 - 7)^2",
                       "D. M. Himmelblau, Applied Nonlinear Programming, McGraw-Hill, 1972",
                       CubeOf(2, -5.0, 5.0) },
        2)
  {
    this->Points = RefineStationaryPoints(*this,
      { { 3.0, 2.0, 0.0 }, { -2.805118, 3.131313, 0.0 }, { -3.779310, -3.283186, 0.0 },
        { 3.584428, -1.848127, 0.0 }, { -3.073026, -0.081353, 0.0 }, { -0.270845, -0.923039, 0.0 },
        { -0.127961, -1.953715, 0.0 }, { 0.086678, 2.884255, 0.0 }, { 3.385154, 0.073852, 0.0 } });
  }

  double Value(const Vector3& p) const override
  {
    const double a = p[0] * p[0] + p[1] - 11.0;
    const double b = p[0] + p[1] * p[1] - 7.0;
    return a * a + b * b;
  }

  Vector3 Gradient(const Vector3& p) const override
  {
    const double a = p[0] * p[0] + p[1] - 11.0;
    const double b = p[0] + p[1] * p[1] - 7.0;
    return { 4.0 * p[0] * a + 2.0 * b, 2.0 * a + 4.0 * p[1] * b, 0.0 };
  }

  Matrix3 Hessian(const Vector3& p) const override
  {
    return SymmetricMatrix2(12.0 * p[0] * p[0] + 4.0 * p[1] - 42.0, 4.0 * (p[0] + p[1]),
      12.0 * p[1] * p[1] + 4.0 * p[0] - 26.0);
  }
};

class SixHumpCamel final : public FiniteFunction
{
public:
  SixHumpCamel()
    : FiniteFunction(
        { AnalyticKind::SixHumpCamel, "Six-Hump Camel",
          "(4 - 2.1 x^2 + x^4 / 3) x^2 + x y + (4 y^2 - 4) y^2",
          "L. C. W. Dixon and G. P. Szego, The global optimization problem: an introduction, "
          "in Towards Global Optimisation 2, North-Holland, 1978",
          { -3.0, 3.0, -2.0, 2.0, 0.0, 0.0 } },
        2)
  {
    std::vector<Vector3> starts = { { 0.0, 0.0, 0.0 } };
    // The function is symmetric, f(-x, -y) = f(x, y), so each of these points stands for two.
    for (const Vector3& half : { Vector3{ 0.089842, -0.712656, 0.0 },
           Vector3{ 1.703607, -0.796084, 0.0 }, Vector3{ 1.607105, 0.568651, 0.0 },
           Vector3{ 1.638068, 0.228674, 0.0 }, Vector3{ 1.296070, 0.605084, 0.0 },
           Vector3{ 1.230230, 0.162335, 0.0 }, Vector3{ 1.109205, -0.768268, 0.0 } })
    {
      starts.push_back(half);
      starts.push_back({ -half[0], -half[1], 0.0 });
    }
    this->Points = RefineStationaryPoints(*this, starts);
  }

  double Value(const Vector3& p) const override
  {
    const double u = p[0] * p[0];
    const double v = p[1] * p[1];
    return (4.0 - 2.1 * u + u * u / 3.0) * u + p[0] * p[1] + (4.0 * v - 4.0) * v;
  }

  Vector3 Gradient(const Vector3& p) const override
  {
    const double u = p[0] * p[0];
    const double v = p[1] * p[1];
    return { (8.0 - 8.4 * u + 2.0 * u * u) * p[0] + p[1], p[0] + (16.0 * v - 8.0) * p[1], 0.0 };
  }

  Matrix3 Hessian(const Vector3& p) const override
  {
    const double u = p[0] * p[0];
    return SymmetricMatrix2(8.0 - 25.2 * u + 10.0 * u * u, 1.0, 48.0 * p[1] * p[1] - 8.0);
  }
};

class MonkeySaddle final : public FiniteFunction
{
public:
  MonkeySaddle()
    : FiniteFunction({ AnalyticKind::MonkeySaddle, "Monkey Saddle", "x^3 - 3 x y^2",
                       "D. Hilbert and S. Cohn-Vossen, Anschauliche Geometrie, Springer, 1932",
                       CubeOf(2, -2.0, 2.0) },
        2)
  {
    // The point cannot be refined by Newton's method, as the Hessian there is zero.
    this->Points = { { 0.0, 0.0, 0.0 } };
  }

  double Value(const Vector3& p) const override { return p[0] * (p[0] * p[0] - 3.0 * p[1] * p[1]); }

  Vector3 Gradient(const Vector3& p) const override
  {
    return { 3.0 * (p[0] * p[0] - p[1] * p[1]), -6.0 * p[0] * p[1], 0.0 };
  }

  Matrix3 Hessian(const Vector3& p) const override
  {
    return SymmetricMatrix2(6.0 * p[0], -6.0 * p[1], -6.0 * p[0]);
  }
};

class Rosenbrock final : public FiniteFunction
{
public:
  explicit Rosenbrock(int dimension)
    : FiniteFunction(
        { AnalyticKind::Rosenbrock, "Rosenbrock",
          "sum_{i=1}^{n-1} (100 (x_{i+1} - x_i^2)^2 + (1 - x_i)^2)",
          "H. H. Rosenbrock, An automatic method for finding the greatest or least value of a "
          "function, The Computer Journal 3 (1960) 175-184",
          CubeOf(dimension, -2.048, 2.048) },
        dimension)
  {
    this->Points = { { 1.0, 1.0, dimension == 3 ? 1.0 : 0.0 } };
  }

  double Value(const Vector3& x) const override
  {
    double sum = 0.0;
    for (int i = 0; i + 1 < this->Dimension(); ++i)
    {
      const double valley = x[i + 1] - x[i] * x[i];
      const double slope = 1.0 - x[i];
      sum += 100.0 * valley * valley + slope * slope;
    }
    return sum;
  }

  Vector3 Gradient(const Vector3& x) const override
  {
    Vector3 gradient = {};
    for (int i = 0; i + 1 < this->Dimension(); ++i)
    {
      const double valley = x[i + 1] - x[i] * x[i];
      gradient[i] += -400.0 * x[i] * valley - 2.0 * (1.0 - x[i]);
      gradient[i + 1] += 200.0 * valley;
    }
    return gradient;
  }

  Matrix3 Hessian(const Vector3& x) const override
  {
    Matrix3 hessian = {};
    for (int i = 0; i + 1 < this->Dimension(); ++i)
    {
      hessian[i][i] += 1200.0 * x[i] * x[i] - 400.0 * x[i + 1] + 2.0;
      hessian[i][i + 1] = hessian[i + 1][i] = -400.0 * x[i];
      hessian[i + 1][i + 1] += 200.0;
    }
    return hessian;
  }
};

} // namespace

std::unique_ptr<AnalyticFunction> MakeHimmelblau()
{
  return std::make_unique<Himmelblau>();
}

std::unique_ptr<AnalyticFunction> MakeSixHumpCamel()
{
  return std::make_unique<SixHumpCamel>();
}

std::unique_ptr<AnalyticFunction> MakeMonkeySaddle()
{
  return std::make_unique<MonkeySaddle>();
}

std::unique_ptr<AnalyticFunction> MakeRosenbrock(int dimension)
{
  return std::make_unique<Rosenbrock>(dimension);
}

} // namespace losslandscape
