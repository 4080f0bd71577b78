// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Network/TrajectoryCache.h"

namespace losslandscape
{

const std::vector<TrajectoryPoint>& TrajectoryCache::Projected(
  const std::shared_ptr<const Plane>& plane, const Progress& progress)
{
  if (plane != this->LastPlane.lock())
  {
    this->LastPlane.reset();
    this->Points = ProjectCheckpoints(*plane, progress);
    this->HasLosses = false;
    this->LastPlane = plane;
  }
  return this->Points;
}

const std::vector<TrajectoryPoint>& TrajectoryCache::Evaluated(
  const std::shared_ptr<const Plane>& plane, int threads, const Progress& progress)
{
  this->Projected(plane);
  if (!this->HasLosses)
  {
    EvaluateTrajectory(*plane, threads, this->Points, progress);
    this->HasLosses = true;
  }
  return this->Points;
}

} // namespace losslandscape
