// SPDX-License-Identifier: BSD-3-Clause
#ifndef losslandscape_Engine_Evaluation_LandscapeRecipe_h
#define losslandscape_Engine_Evaluation_LandscapeRecipe_h

#include "Core/Common/Grid.h"
#include "Core/Engine/Evaluation/DerivativeEvaluation.h"
#include "Core/Engine/Plane/Plane.h"

#include <optional>
#include <string>

namespace losslandscape
{

/// Everything that made a landscape, as JSON: network, weights (with content hash), data, loss,
/// directions (method, seed, normalisation, hashes), batch-norm mode, grid, versions. Enough to
/// compute it again exactly, on any machine that has the files. `tolerance`: of adaptive sampling,
/// a share of the range of losses; none if every point is evaluated.
std::string LandscapeRecipe(const Plane& plane, const Grid& grid,
  const std::optional<double>& tolerance = {}, const DerivativeOptions& derivatives = {});

/// Where along a training run the centre of a landscape is: at which of its checkpoints, counted
/// from 0, and the time of that.
struct TrainingStep
{
  std::size_t Checkpoint = 0;
  double Time = 0.0;
};

/// The same of a plane that was moved to a checkpoint from where its directions were made: says in
/// addition which checkpoint, when, and which weights the directions were made around.
std::string LandscapeRecipe(const Plane& moved, const Grid& grid, const TrainingStep& step,
  const Plane& origin, const std::optional<double>& tolerance = {},
  const DerivativeOptions& derivatives = {});

} // namespace losslandscape

#endif
