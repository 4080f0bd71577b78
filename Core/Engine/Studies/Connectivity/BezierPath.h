// SPDX-License-Identifier: BSD-3-Clause
#ifndef losslandscape_Engine_Studies_Connectivity_BezierPath_h
#define losslandscape_Engine_Studies_Connectivity_BezierPath_h

#include "Core/Engine/Problem/Loss.h"
#include "Core/Engine/Studies/Connectivity/ModeConnectivity.h"

#include <array>
#include <cstdint>
#include <vector>

namespace losslandscape
{

/// Shares of the three control points in a point of a quadratic Bezier curve.
struct BezierWeights
{
  double First = 0.0;
  double Bend = 0.0;
  double Second = 0.0;
};

/// The shares at parameter t: (1-t)^2, 2t(1-t), t^2.
BezierWeights BezierWeightsAt(double t);

struct PathPoint
{
  /// 0 at the first end, 1 at the second.
  double Parameter = 0.0;
  /// Coordinates in the plane of the three control points (see PathOptions::Orthogonalize).
  std::array<double, 3> Coordinates = { 0.0, 0.0, 0.0 };
  LossValue Value;
  /// The loss minus what lies between the losses of the ends: loss - ((1-t) L(first) + t
  /// L(second)).
  double Excess = 0.0;
};

/// Losses along the curve and along the straight line between its ends, at the same t.
struct BezierPath
{
  std::vector<PathPoint> Curve;
  std::vector<PathPoint> Line;
  /// The largest excess on each of them; NaN if a loss on it is NaN.
  double CurveBarrier = 0.0;
  double LineBarrier = 0.0;
};

struct PathOptions
{
  /// Number of points of each polyline, evenly spaced in t; at least 2.
  std::int64_t Points = 61;
  /// Coordinates are multiples of the directions that DirectionMethod::BetweenCheckpoints makes
  /// from the first end, the second end and the bend, in this order, with or without
  /// DirectionOptions::Orthogonalize: the first end is (0, 0), the second (1, 0), and without it
  /// the bend (0, 1).
  bool Orthogonalize = false;
};

/// Finds the losses as a landscape of these directions does: with the same numbers at the same
/// coordinates, to the bit, if the problem's batch norm mode is the same. Non-finite losses stay.
/// See EvaluationStore::Evaluate for threads, progress and errors.
BezierPath EvaluatePath(EvaluationStore& store, const Modes& modes, const Bend& bend,
  const PathOptions& options, int threads, const Progress& progress = {});

/// The recipe of a path, as JSON: BendRecipe, the hash of the bend itself, and the path's options.
std::string PathRecipe(
  const Modes& modes, const BendOptions& training, const Bend& bend, const PathOptions& options);

} // namespace losslandscape

#endif
