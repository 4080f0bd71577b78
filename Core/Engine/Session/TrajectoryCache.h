// SPDX-License-Identifier: BSD-3-Clause
#ifndef losslandscape_Engine_Session_TrajectoryCache_h
#define losslandscape_Engine_Session_TrajectoryCache_h

#include "Core/Engine/Evaluation/Trajectory.h"

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace losslandscape
{

/// Keeps the trajectory on the plane of the last request, so that a change of grid neither reads
/// checkpoints nor evaluates losses again. A plane from Session is another one once settings or
/// files change; it is not kept alive. Not for use by several threads at once.
class TrajectoryCache
{
public:
  /// See ProjectCheckpoints.
  const std::vector<TrajectoryPoint>& Projected(
    const std::shared_ptr<const Plane>& plane, const Progress& progress = {});

  /// The same with losses, see EvaluateTrajectory; evaluates them anew for a store of another file.
  const std::vector<TrajectoryPoint>& Evaluated(EvaluationStore& store,
    const std::shared_ptr<const Plane>& plane, int threads, const Progress& progress = {});

  /// What came of that file when the losses were evaluated.
  const CacheUse& Use() const { return this->FileUse; }

private:
  std::weak_ptr<const Plane> LastPlane;
  std::vector<TrajectoryPoint> Points;
  /// The file of the store that the losses were evaluated with; none if they were not evaluated.
  std::optional<std::string> CacheFile;
  CacheUse FileUse;
};

} // namespace losslandscape

#endif
