// SPDX-License-Identifier: BSD-3-Clause
#ifndef losslandscape_Engine_Evaluation_PointEvaluation_h
#define losslandscape_Engine_Evaluation_PointEvaluation_h

#include "Core/Engine/Evaluation/EvaluationStore.h"
#include "Core/Engine/Plane/Plane.h"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <vector>

namespace losslandscape
{

/// Takes the value of a point as soon as it is known: once for each, from any worker's thread.
using ValueSink = std::function<void(std::int64_t point, const LossValue& value)>;

/// Finds the problem's loss at every point: see EvaluationStore::Evaluate. Non-finite losses are
/// passed on as they are.
CacheUse EvaluatePoints(EvaluationStore& store, const Plane& plane, const PlanePoints& points,
  int threads, const ValueSink& sink, const Progress& progress = {});

/// How many numbers are kept of a loss, and these: loss, accuracy, standard error, metrics.
std::size_t NumbersPerLoss(const Problem& problem);
std::vector<double> NumbersOf(const LossValue& value, const Problem& problem);
LossValue ValueOf(const std::vector<double>& numbers);

} // namespace losslandscape

#endif
