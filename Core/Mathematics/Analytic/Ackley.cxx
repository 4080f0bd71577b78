// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Mathematics/Analytic/AckleyStationaryPoints.h"
#include "Core/Mathematics/Analytic/Functions.h"

#include <cmath>
#include <limits>

namespace losslandscape
{
namespace
{

constexpr double A = 20.0;
constexpr double B = 0.2;
constexpr double C = 2.0 * 3.14159265358979323846;

class Ackley final : public AnalyticFunction
{
public:
  explicit Ackley(int dimension)
    : AnalyticFunction(
        { AnalyticKind::Ackley, "Ackley",
          "-20 exp(-0.2 sqrt(sum_{i=1}^n x_i^2 / n)) - exp(sum_{i=1}^n cos(2 pi x_i) / n) + 20 + e",
          "D. H. Ackley, A Connectionist Machine for Genetic Hillclimbing, Kluwer, 1987; "
          "n coordinates: T. Baeck, Evolutionary Algorithms in Theory and Practice, Oxford, 1996",
          CubeOf(dimension, -5.0, 5.0) },
        dimension)
  {
  }

  double Value(const Vector3& x) const override
  {
    const Parts parts(x, this->Dimension());
    return A * (1.0 - parts.Decay) + (std::exp(1.0) - parts.Wave);
  }

  Vector3 Gradient(const Vector3& x) const override
  {
    const int n = this->Dimension();
    const Parts parts(x, n);
    Vector3 gradient = {};
    for (int i = 0; i < n; ++i)
    {
      gradient[i] = parts.Pull(n) * x[i] + C / n * parts.Wave * parts.Sine[i];
    }
    return gradient;
  }

  Matrix3 Hessian(const Vector3& x) const override
  {
    const int n = this->Dimension();
    const Parts parts(x, n);
    const double bend =
      parts.Pull(n) * (1.0 + B * parts.Radius) / (n * parts.Radius * parts.Radius);
    const double coupling = C * C / (n * n) * parts.Wave;
    Matrix3 hessian = {};
    for (int i = 0; i < n; ++i)
    {
      for (int j = 0; j < n; ++j)
      {
        hessian[i][j] = -bend * x[i] * x[j] - coupling * parts.Sine[i] * parts.Sine[j];
      }
      hessian[i][i] += parts.Pull(n) + C * C / n * parts.Wave * std::cos(Angle(x[i]));
    }
    return hessian;
  }

  double MostStationaryPoints(const Box& box) const override
  {
    return MostAckleyStationaryPoints(this->Dimension(), box);
  }

  std::vector<Vector3> StationaryPoints(const Box& box) const override
  {
    return AckleyStationaryPoints(*this, box);
  }

private:
  // The whole turns are taken off before the product with C, which would round them.
  static double Angle(double x) { return C * std::remainder(x, 1.0); }

  /// The parts that the value and its derivatives are made of.
  struct Parts
  {
    Parts(const Vector3& x, int n)
    {
      double squares = 0.0;
      double cosines = 0.0;
      for (int i = 0; i < n; ++i)
      {
        squares += x[i] * x[i];
        cosines += std::cos(Angle(x[i]));
        this->Sine[i] = std::sin(Angle(x[i]));
      }
      this->Radius = std::sqrt(squares / n);
      this->Decay = std::exp(-B * this->Radius);
      this->Wave = std::exp(cosines / n);
    }

    /// The slope of the decay along a coordinate, divided by that coordinate. NaN at the cusp,
    /// where there is no slope.
    double Pull(int n) const
    {
      return this->Radius == 0.0 ? std::numeric_limits<double>::quiet_NaN()
                                 : A * B * this->Decay / (n * this->Radius);
    }

    Vector3 Sine = {};
    double Radius, Decay, Wave;
  };
};

} // namespace

std::unique_ptr<AnalyticFunction> MakeAckley(int dimension)
{
  return std::make_unique<Ackley>(dimension);
}

} // namespace losslandscape
