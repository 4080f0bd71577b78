// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Engine/Studies/Connectivity/BezierPath.h"

#include "Core/Common/Error.h"
#include "Core/Engine/Evaluation/PointEvaluation.h"
#include "Core/Engine/Plane/DirectionNormalization.h"
#include "Core/Engine/Plane/DirectionSet.h"
#include "Core/Engine/Problem/ProblemInternals.h"

#include <cmath>

namespace losslandscape
{
namespace
{

/// The plane of the three control points, and where in it the bend lies.
struct ControlPlane
{
  std::shared_ptr<const Plane> Directions;
  std::array<double, 2> Bend;
};

/// Makes the plane as BetweenDirections does from files.
ControlPlane MakePlane(const Modes& modes, const Bend& bend, bool orthogonalize)
{
  const ParameterVector origin = WeightsOf(*modes.First->GetInternals().Network);
  ParameterVector toSecond = WeightsOf(*modes.Second->GetInternals().Network);
  Subtract(toSecond, origin);
  ParameterVector toBend = WeightsOf(*bend.Network);
  Subtract(toBend, origin);
  double along = 0.0;
  if (orthogonalize)
  {
    along = DotProduct(toBend, toSecond) / DotProduct(toSecond, toSecond);
    Orthogonalize(toBend, toSecond, Normalization::None);
  }
  DirectionOptions options;
  options.Method = DirectionMethod::BetweenCheckpoints;
  options.Orthogonalize = orthogonalize;
  DirectionSet directions;
  directions.Axes = { std::move(toSecond), std::move(toBend) };
  return { std::make_shared<const Plane>(modes.First, std::move(directions), options),
    { along, 1.0 } };
}

void PlacePoints(std::int64_t count, const std::array<double, 2>& bend, BezierPath& path)
{
  for (std::int64_t i = 0; i < count; ++i)
  {
    const double t = static_cast<double>(i) / static_cast<double>(count - 1);
    const BezierWeights weights = BezierWeightsAt(t);
    path.Curve.push_back(
      { t, { weights.Second + weights.Bend * bend[0], weights.Bend * bend[1], 0.0 }, {}, 0.0 });
    path.Line.push_back({ t, { t, 0.0, 0.0 }, {}, 0.0 });
  }
}

/// Fills in the excesses and returns the largest of them, or NaN if one is NaN.
double MeasureBarrier(std::vector<PathPoint>& points)
{
  const double first = points.front().Value.Loss;
  const double second = points.back().Value.Loss;
  double barrier = 0.0;
  for (auto& point : points)
  {
    const double between = (1.0 - point.Parameter) * first + point.Parameter * second;
    point.Excess = point.Value.Loss - between;
    barrier = point.Excess > barrier || std::isnan(point.Excess) ? point.Excess : barrier;
  }
  return barrier;
}

} // namespace

BezierWeights BezierWeightsAt(double t)
{
  return { (1.0 - t) * (1.0 - t), 2.0 * t * (1.0 - t), t * t };
}

BezierPath EvaluatePath(EvaluationStore& store, const Modes& modes, const Bend& bend,
  const PathOptions& options, int threads, const Progress& progress)
{
  if (options.Points < 2)
  {
    throw Error("a path needs points")
      .Where("NumberOfCurvePoints")
      .Expected("2 or more")
      .Found(std::to_string(options.Points));
  }
  const ControlPlane plane = MakePlane(modes, bend, options.Orthogonalize);
  BezierPath path;
  PlacePoints(options.Points, plane.Bend, path);
  const auto pointOf = [&](std::int64_t index) -> PathPoint&
  { return index < options.Points ? path.Curve[index] : path.Line[index - options.Points]; };
  EvaluatePoints(
    store, *plane.Directions,
    { 2 * options.Points, [&](std::int64_t index) { return pointOf(index).Coordinates; } }, threads,
    [&](std::int64_t index, const LossValue& value) { pointOf(index).Value = value; }, progress);
  path.CurveBarrier = MeasureBarrier(path.Curve);
  path.LineBarrier = MeasureBarrier(path.Line);
  return path;
}

} // namespace losslandscape
