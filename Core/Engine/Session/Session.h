// SPDX-License-Identifier: BSD-3-Clause
#ifndef losslandscape_Engine_Session_Session_h
#define losslandscape_Engine_Session_Session_h

#include "Core/Engine/Plane/Plane.h"

#include <memory>
#include <string>

namespace losslandscape
{

/// Keeps the problem and plane of the last request, so that a change of grid loads nothing again
/// and a change of directions reloads neither network nor data; and the checkpoint that the plane
/// was last moved to. What another session of the process holds is shared with it: network, data
/// and workers are there once for all sources that look at the same problem. A file counts as
/// changed when its size or modification time changed. One session is not for use by several
/// threads at once; several are.
class Session
{
public:
  /// The problem alone.
  std::shared_ptr<const Problem> GetProblem(
    const ProblemOptions& options, const Progress& progress = {});

  /// The problem of the plane below, before there are directions.
  std::shared_ptr<const Problem> GetProblem(const ProblemOptions& options,
    const DirectionOptions& directions, const Progress& progress = {});

  /// The plane around the weights that the options name, or around the checkpoint that its
  /// directions bring as centre (the last one for PCA, the first for BetweenCheckpoints) if they
  /// name none.
  std::shared_ptr<const Plane> Get(const ProblemOptions& options, int dimension,
    const DirectionOptions& directions, const Progress& progress = {});

  /// The plane that Get has returned last, moved to one of its checkpoints (counted from 0, empty
  /// names left out): around its weights and with its buffers, in the same directions. Costs the
  /// memory of one network more.
  std::shared_ptr<const Plane> MovedTo(
    std::size_t checkpoint, const std::shared_ptr<const Plane>& plane);

private:
  void ForgetPlane();

  std::string ProblemKey;
  std::string PlaneKey;
  std::shared_ptr<const Problem> LastProblem;
  std::shared_ptr<const Plane> LastPlane;
  std::shared_ptr<const Plane> LastMoved;
  std::string LastMovedTo;
};

} // namespace losslandscape

#endif
