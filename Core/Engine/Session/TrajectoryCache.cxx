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

const std::vector<TrajectoryPoint>& TrajectoryCache::Evaluated(
  const std::shared_ptr<const Plane>& plane, const std::string& cacheFile, int threads,
  const Progress& progress)
{
  this->Projected(plane);
  if (this->CacheFile != cacheFile)
  {
    this->FileUse = EvaluateTrajectory(*plane, cacheFile, threads, this->Points, progress);
    this->CacheFile = cacheFile;
  }
  return this->Points;
}

} // namespace losslandscape
