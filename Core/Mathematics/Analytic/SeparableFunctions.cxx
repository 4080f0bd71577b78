// SPDX-License-Identifier: BSD-3-Clause
// Rastrigin and Sum of Cosines: sums of one function per coordinate, so that stationary points are
// all combinations of stationary coordinates.
#include "Core/Mathematics/Analytic/Functions.h"
#include "Core/Mathematics/Analytic/Lattice.h"

#include <cmath>

namespace losslandscape
{
namespace
{

constexpr double Pi = 3.14159265358979323846;

class SeparableFunction : public AnalyticFunction
{
public:
  using AnalyticFunction::AnalyticFunction;

  double Value(const Vector3& x) const final
  {
    double sum = 0.0;
    for (int axis = 0; axis < this->Dimension(); ++axis)
    {
      sum += this->Term(x[axis]);
    }
    return sum;
  }

  Vector3 Gradient(const Vector3& x) const final
  {
    Vector3 gradient = {};
    for (int axis = 0; axis < this->Dimension(); ++axis)
    {
      gradient[axis] = this->Slope(x[axis]);
    }
    return gradient;
  }

  Matrix3 Hessian(const Vector3& x) const final
  {
    Matrix3 hessian = {};
    for (int axis = 0; axis < this->Dimension(); ++axis)
    {
      hessian[axis][axis] = this->Curvature(x[axis]);
    }
    return hessian;
  }

  double MostStationaryPoints(const Box& box) const final
  {
    double product = 1.0;
    for (int axis = 0; axis < this->Dimension(); ++axis)
    {
      product *= this->CountStationary(box[2 * axis], box[2 * axis + 1]);
    }
    return product;
  }

  std::vector<Vector3> StationaryPoints(const Box& box) const final
  {
    std::vector<std::vector<double>> axes;
    for (int axis = 0; axis < this->Dimension(); ++axis)
    {
      axes.push_back(this->Stationary(box[2 * axis], box[2 * axis + 1]));
    }
    return TensorProduct(axes);
  }

private:
  /// These are the function of one coordinate, its first and second derivative, and the places in
  /// [low, high] where the first one vanishes.
  virtual double Term(double x) const = 0;
  virtual double Slope(double x) const = 0;
  virtual double Curvature(double x) const = 0;
  virtual double CountStationary(double low, double high) const = 0;
  virtual std::vector<double> Stationary(double low, double high) const = 0;
};

class Rastrigin final : public SeparableFunction
{
public:
  explicit Rastrigin(int dimension)
    : SeparableFunction(
        { AnalyticKind::Rastrigin, "Rastrigin", "10 n + sum_{i=1}^n (x_i^2 - 10 cos(2 pi x_i))",
          "L. A. Rastrigin, Systems of Extremal Control, Nauka, 1974; n coordinates: "
          "H. Muehlenbein, M. Schomisch and J. Born, The parallel genetic algorithm as function "
          "optimizer, Parallel Computing 17 (1991) 619-632",
          CubeOf(dimension, -5.12, 5.12) },
        dimension),
      Coordinates(AllStationary())
  {
  }

private:
  static constexpr double Amplitude = 10.0;

  // The whole turns of a periodic argument are taken off before the product with pi, which would
  // round them.
  static double Angle(double x) { return 2.0 * Pi * std::remainder(x, 1.0); }

  double Term(double x) const override { return x * x + Amplitude * (1.0 - std::cos(Angle(x))); }

  double Slope(double x) const override
  {
    return 2.0 * x + 2.0 * Pi * Amplitude * std::sin(Angle(x));
  }

  double Curvature(double x) const override
  {
    return 2.0 + 4.0 * Pi * Pi * Amplitude * std::cos(Angle(x));
  }

  double CountStationary(double low, double high) const override
  {
    return static_cast<double>(this->Stationary(low, high).size());
  }

  std::vector<double> Stationary(double low, double high) const override
  {
    std::vector<double> inside;
    for (const double x : this->Coordinates)
    {
      if (x >= low && x <= high)
      {
        inside.push_back(x);
      }
    }
    return inside;
  }

  /// The root of the slope between two points with different signs of it, to the last bit.
  double Bisect(double positive, double negative) const
  {
    for (;;)
    {
      const double middle = 0.5 * (positive + negative);
      if (middle == positive || middle == negative)
      {
        return middle;
      }
      (this->Slope(middle) > 0.0 ? positive : negative) = middle;
    }
  }

  /// The slope of the parabola exceeds that of the cosine beyond |x| = 10 pi. Before, it vanishes
  /// for x > 0 only where the sine is negative, k - 1/2 < x < k: once on either side of its lowest
  /// point.
  std::vector<double> AllStationary() const
  {
    std::vector<double> all = { 0.0 };
    const double shift = std::asin(1.0 / (2.0 * Pi * Pi * Amplitude)) / (2.0 * Pi);
    for (int k = 1;; ++k)
    {
      const double lowest = k - 0.25 - shift;
      if (this->Slope(lowest) > 0.0)
      {
        return all;
      }
      for (const double x : { this->Bisect(k - 0.5, lowest), this->Bisect(k, lowest) })
      {
        all.push_back(x);
        all.push_back(-x);
      }
    }
  }

  std::vector<double> Coordinates;
};

class SumOfCosines final : public SeparableFunction
{
public:
  explicit SumOfCosines(int dimension)
    : SeparableFunction(
        { AnalyticKind::SumOfCosines, "Sum of Cosines", "sum_{i=1}^n cos(pi x_i)",
          "Elementary; a Morse function with known Morse complex", CubeOf(dimension, -2.5, 2.5) },
        dimension)
  {
  }

private:
  // The whole periods are taken off before the product with pi, which would round them.
  static double Angle(double x) { return Pi * std::remainder(x, 2.0); }

  double Term(double x) const override { return std::cos(Angle(x)); }

  double Slope(double x) const override { return -Pi * std::sin(Angle(x)); }

  double Curvature(double x) const override { return -Pi * Pi * std::cos(Angle(x)); }

  double CountStationary(double low, double high) const override
  {
    return CountMultiples(low, high, 1.0);
  }

  std::vector<double> Stationary(double low, double high) const override
  {
    return MultiplesIn(low, high, 1.0);
  }
};

} // namespace

std::unique_ptr<AnalyticFunction> MakeRastrigin(int dimension)
{
  return std::make_unique<Rastrigin>(dimension);
}

std::unique_ptr<AnalyticFunction> MakeSumOfCosines(int dimension)
{
  return std::make_unique<SumOfCosines>(dimension);
}

} // namespace losslandscape
