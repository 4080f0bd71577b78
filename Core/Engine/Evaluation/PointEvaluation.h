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

/// A loss as the numbers that are kept of it, and back: loss, accuracy, standard error.
constexpr std::size_t NumbersPerLoss = 3;
std::vector<double> NumbersOf(const LossValue& value);
LossValue ValueOf(const std::vector<double>& numbers);

} // namespace losslandscape

#endif
