// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Mathematics/Descent/TrajectoryDescent.h"

#include "Core/Mathematics/Descent/GridInterpolation.h"

#include <cmath>
#include <limits>
#include <string>

namespace losslandscape
{
namespace trajectory
{
namespace
{

constexpr double NaN = std::numeric_limits<double>::quiet_NaN();
constexpr double Degrees = 180.0 / 3.14159265358979323846;

/// The number of points that one call of a parallel loop takes on.
constexpr std::int64_t Grain = 1 << 12;

/// The share of the progress bar that interpolation gets.
constexpr double InterpolationShare = 0.9;

double Length(const Vector3& vector)
{
  return std::hypot(vector[0], vector[1], vector[2]);
}

Vector3 Sum(double a, const Vector3& first, double b, const Vector3& second)
{
  Vector3 sum;
  for (int axis = 0; axis < 3; ++axis)
  {
    sum[axis] = a * first[axis] + b * second[axis];
  }
  return sum;
}

/// The vector scaled to length 1; NaN if it has no direction.
Vector3 Unit(const Vector3& vector)
{
  const double length = Length(vector);
  if (!(length > 0.0 && std::isfinite(length)))
  {
    return { NaN, NaN, NaN };
  }
  return { vector[0] / length, vector[1] / length, vector[2] / length };
}

/// The angle between unit vectors in radians. An arc cosine would lose half the digits near 0 and
/// pi.
double AngleBetween(const Vector3& a, const Vector3& b)
{
  return 2.0 * std::atan2(Length(Sum(1.0, a, -1.0, b)), Length(Sum(1.0, a, 1.0, b)));
}

void RequirePoints(const Paths& paths)
{
  const auto number = static_cast<std::int64_t>(paths.Points.size());
  for (const auto& line : paths.Lines)
  {
    for (const std::int64_t id : line)
    {
      if (id < 0 || id >= number)
      {
        throw Error("a line refers to a point that does not exist")
          .Expected("less than " + std::to_string(number))
          .Found(std::to_string(id));
      }
    }
  }
}

/// The state of one call of MeasureDescent.
class Measurement
{
public:
  Measurement(const topology::ScalarField& field, const Paths& paths) : Surface(field), Input(paths)
  {
    this->Result.SurfaceLoss.assign(paths.Points.size(), NaN);
    this->Result.DescentAngle.assign(paths.Points.size(), NaN);
    this->Result.ArcLength.assign(paths.Points.size(), NaN);
    this->Descent.resize(paths.Points.size());
  }

  TrajectoryDescent Run(const Execution& execution)
  {
    this->Interpolate(execution.Part(0.0, InterpolationShare));
    const Execution rest = execution.Part(InterpolationShare, 1.0);
    const auto lines = static_cast<std::int64_t>(this->Input.Lines.size());
    for (std::int64_t line = 0; line < lines; ++line)
    {
      ReportStep(rest.Progress, line, lines);
      this->Follow(this->Input.Lines[line]);
    }
    return std::move(this->Result);
  }

private:
  void Interpolate(const Execution& execution)
  {
    ParallelFor(static_cast<std::int64_t>(this->Input.Points.size()), Grain, execution,
      [this](std::int64_t begin, std::int64_t end)
      {
        for (std::int64_t id = begin; id < end; ++id)
        {
          const Vector3& position = this->Input.Points[id];
          this->Result.SurfaceLoss[id] = this->Surface.Value(position);
          const Vector3 direction = Unit(this->Surface.Gradient(position));
          this->Descent[id] = { -direction[0], -direction[1], -direction[2] };
        }
      });
  }

  void Follow(const std::vector<std::int64_t>& line)
  {
    double length = 0.0;
    for (std::size_t i = 0; i < line.size(); ++i)
    {
      const std::int64_t id = line[i];
      this->Result.ArcLength[id] = length;
      this->Result.DescentAngle[id] = NaN;
      if (i + 1 < line.size())
      {
        const Vector3 step = this->Step(id, line[i + 1]);
        length += Length(step);
        this->Result.DescentAngle[id] = this->TakeStep(this->Descent[id], Unit(step));
      }
    }
  }

  /// The step between two points, with 0 along ignored axes.
  Vector3 Step(std::int64_t from, std::int64_t to) const
  {
    Vector3 step = Sum(1.0, this->Input.Points[to], -1.0, this->Input.Points[from]);
    for (int axis = 0; axis < 3; ++axis)
    {
      step[axis] = this->Surface.IsActive(axis) ? step[axis] : 0.0;
    }
    return step;
  }

  /// Adds a step to the totals and returns its angle in degrees.
  double TakeStep(const Vector3& descent, const Vector3& direction)
  {
    const double angle = AngleBetween(descent, direction);
    if (std::isfinite(angle))
    {
      this->Result.Totals.Cosines.Add(std::cos(angle));
      this->Result.Totals.Downhill += angle * Degrees < 90.0;
      ++this->Result.Totals.Steps;
    }
    return angle * Degrees;
  }

  const GridInterpolation Surface;
  const Paths& Input;
  std::vector<Vector3> Descent; ///< unit vectors of steepest descent, or NaN
  TrajectoryDescent Result;
};

} // namespace

TrajectoryDescent MeasureDescent(
  const topology::ScalarField& field, const Paths& paths, const Execution& execution)
{
  RequirePoints(paths);
  return Measurement(field, paths).Run(execution);
}

} // namespace trajectory
} // namespace losslandscape
