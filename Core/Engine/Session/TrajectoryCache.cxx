// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Engine/Session/TrajectoryCache.h"

namespace losslandscape
{

const std::vector<TrajectoryPoint>& TrajectoryCache::Projected(
  const std::shared_ptr<const Plane>& plane, const Progress& progress)
{
  if (plane != this->LastPlane.lock())
  {
    this->LastPlane.reset();
    this->Points = ProjectCheckpoints(*plane, progress);
    this->CacheFile.reset();
    this->LastPlane = plane;
  }
  return this->Points;
}

const std::vector<TrajectoryPoint>& TrajectoryCache::Evaluated(EvaluationStore& store,
  const std::shared_ptr<const Plane>& plane, int threads, const Progress& progress)
{
  this->Projected(plane);
  if (this->CacheFile != store.File())
  {
    this->FileUse = EvaluateTrajectory(store, *plane, threads, this->Points, progress);
    this->CacheFile = store.File();
  }
  return this->Points;
}

} // namespace losslandscape
