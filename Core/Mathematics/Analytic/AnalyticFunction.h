// SPDX-License-Identifier: BSD-3-Clause
#ifndef losslandscape_Mathematics_Analytic_AnalyticFunction_h
#define losslandscape_Mathematics_Analytic_AnalyticFunction_h

#include <array>
#include <memory>
#include <string>
#include <vector>

namespace losslandscape
{

using Vector3 = std::array<double, 3>;
using Matrix3 = std::array<Vector3, 3>;

/// A box of coordinates, {xmin, xmax, ymin, ymax, zmin, zmax}.
using Box = std::array<double, 6>;

/// Test functions of optimisation and computational chemistry. The values are stored in state
/// files, so they never change.
enum class AnalyticKind
{
  Himmelblau = 0,
  SixHumpCamel,
  MuellerBrown,
  Rastrigin,
  Ackley,
  MonkeySaddle,
  Rosenbrock,
  SumOfCosines
};

constexpr int NumberOfAnalyticKinds = 8;

/// What the literature says about a function.
struct AnalyticDescription
{
  AnalyticKind Kind;
  std::string Name;      ///< as users see it, such as "Six-Hump Camel"
  std::string Formula;   ///< in n coordinates, or in x and y
  std::string Reference; ///< where the function was published
  Box DefaultBounds;     ///< customary domain; {0, 0} for axes that the function does not have
};

/// A smooth function of two or three coordinates with its exact derivatives and all its stationary
/// points. Coordinates beyond Dimension() are ignored, and derivatives along them are 0. All
/// methods are const and may be called from any number of threads.
class AnalyticFunction
{
public:
  AnalyticFunction(AnalyticDescription description, int dimension);
  virtual ~AnalyticFunction();

  const AnalyticDescription& Description() const { return this->Text; }
  int Dimension() const { return this->NumberOfAxes; }

  virtual double Value(const Vector3& x) const = 0;

  /// The first derivatives. NaN where there are none, at the cusp of Ackley's function at the
  /// origin.
  virtual Vector3 Gradient(const Vector3& x) const = 0;
  /// The second derivatives. NaN where there are none, as in Gradient.
  virtual Matrix3 Hessian(const Vector3& x) const = 0;

  /// An upper limit of the number of points that StationaryPoints(box) lists. Costs next to
  /// nothing.
  virtual double MostStationaryPoints(const Box& box) const = 0;

  /// Lists every point of the box where the gradient vanishes, and minima without a gradient;
  /// perhaps some points outside of the box as well. Exact to rounding. Cost: microseconds per
  /// point, and up to a second for Ackley's function in three dimensions.
  virtual std::vector<Vector3> StationaryPoints(const Box& box) const = 0;

private:
  AnalyticDescription Text;
  int NumberOfAxes;
};

/// Makes a function of 2 or 3 coordinates. Throws Error for an unknown kind, for any other
/// dimension, and for 3 dimensions of a function that is defined in the plane only.
std::unique_ptr<AnalyticFunction> MakeAnalyticFunction(AnalyticKind kind, int dimension);

} // namespace losslandscape

#endif
