// SPDX-License-Identifier: BSD-3-Clause
#ifndef losslandscape_Engine_Evaluation_Trajectory_h
#define losslandscape_Engine_Evaluation_Trajectory_h

#include "Core/Common/Progress.h"
#include "Core/Engine/Evaluation/EvaluationStore.h"
#include "Core/Engine/Plane/Plane.h"
#include "Core/Engine/Problem/Loss.h"

#include <array>
#include <limits>
#include <vector>

namespace losslandscape
{

/// A checkpoint seen from a plane.
struct TrajectoryPoint
{
  /// Of the nearest point of the plane, in multiples of the directions; 0 beyond its dimension. If
  /// directions depend on each other, the smallest steps along them that lead there.
  std::array<double, 3> Coordinates = { 0.0, 0.0, 0.0 };

  /// The number `epoch` in the file, else the last number in its name, else its place in the list.
  double Epoch = 0.0;

  /// Counted from 0. A new run starts where the folder of the files changes.
  int Run = 0;

  /// Euclidean distance to the nearest point, and its share in the distance to the centre, 0 to 1
  /// (0 at the centre).
  double OffPlaneDistance = 0.0;
  double RelativeOffPlaneDistance = 0.0;

  /// Of the checkpoint itself: its weights and its buffers (batch norm in the problem's mode).
  LossValue Own{ std::numeric_limits<double>::quiet_NaN(), std::numeric_limits<double>::quiet_NaN(),
    std::numeric_limits<double>::quiet_NaN() };

  /// At the nearest point of the plane, as the landscape has it: with the buffers of the centre
  /// (batch norm in the problem's mode).
  double PlaneLoss = std::numeric_limits<double>::quiet_NaN();
};

/// Least-squares projections of the checkpoints (DirectionOptions::CheckpointFiles, any number of
/// them) onto the plane, in double precision, on this thread. Losses stay NaN. Reads one checkpoint
/// at a time. Throws Error for a file that does not fit.
std::vector<TrajectoryPoint> ProjectCheckpoints(const Plane& plane, const Progress& progress = {});

/// Finds the losses of projected checkpoints: see EvaluationStore::Evaluate for threads, progress,
/// errors and the result, which counts two points for each checkpoint. The loss of the plane below a
/// checkpoint is kept as that of any point of the plane, the one of the checkpoint itself under the
/// contents of the checkpoint (see CheckpointKey).
CacheUse EvaluateTrajectory(EvaluationStore& store, const Plane& plane, int threads,
  std::vector<TrajectoryPoint>& trajectory, const Progress& progress = {});

/// Times of the trajectory's points as time steps, one for each: their epochs if these increase
/// from each point to the next, otherwise (several runs, say) their places in the list, counted
/// from 0.
std::vector<double> TimesOf(const std::vector<TrajectoryPoint>& trajectory);

/// Bounds of a grid that shows the trajectory and the centre: {xmin, xmax, ymin, ymax, zmin, zmax},
/// with a margin on each side of 20 % of the longest range, 1 if nothing moves.
std::array<double, 6> BoundsOf(const std::vector<TrajectoryPoint>& trajectory);

} // namespace losslandscape

#endif
