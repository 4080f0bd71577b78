// SPDX-License-Identifier: BSD-3-Clause
#ifndef losslandscape_Engine_Evaluation_PointEvaluation_h
#define losslandscape_Engine_Evaluation_PointEvaluation_h

#include "Core/Common/Progress.h"
#include "Core/Engine/Plane/Plane.h"

#include <array>
#include <cstdint>
#include <functional>

namespace losslandscape
{

/// Points of a plane by number, in plane coordinates (multiples of its directions).
struct PlanePoints
{
  std::int64_t Count = 0;
  std::function<std::array<double, 3>(std::int64_t point)> Coordinates;
};

/// Takes the value of a point as soon as it is known: once for each, from any worker's thread.
using ValueSink = std::function<void(std::int64_t point, const LossValue& value)>;

/// Evaluates the problem's loss at every point. Non-finite losses are passed on as they are.
///
/// `threads`: workers, each with its own copy of the network, which the plane keeps for the next
/// call, and one thread; 0: one per available processor (one on a GPU). A value depends on its
/// point's coordinates alone, to the bit. `progress` is called from this thread, about ten times a
/// second; after it asked to stop, Aborted is thrown within one batch.
void EvaluatePoints(const Plane& plane, const PlanePoints& points, int threads,
  const ValueSink& store, const Progress& progress = {});

} // namespace losslandscape

#endif
