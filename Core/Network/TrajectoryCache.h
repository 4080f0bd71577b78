// SPDX-License-Identifier: BSD-3-Clause
#ifndef losslandscape_Network_TrajectoryCache_h
#define losslandscape_Network_TrajectoryCache_h

#include "Core/Network/Trajectory.h"

#include <memory>
#include <vector>

namespace losslandscape
{

/// Keeps the trajectory on the plane of the last request, so that a change of grid neither reads
/// checkpoints nor evaluates losses again. A plane from PlaneCache is another one once settings or
/// files change; it is not kept alive. Not for use by several threads at once.
class TrajectoryCache
{
public:
  /// See ProjectCheckpoints.
  const std::vector<TrajectoryPoint>& Projected(
    const std::shared_ptr<const Plane>& plane, const Progress& progress = {});

  /// The same with losses, see EvaluateTrajectory.
  const std::vector<TrajectoryPoint>& Evaluated(
    const std::shared_ptr<const Plane>& plane, int threads, const Progress& progress = {});

private:
  std::weak_ptr<const Plane> LastPlane;
  std::vector<TrajectoryPoint> Points;
  bool HasLosses = false;
};

} // namespace losslandscape

#endif
