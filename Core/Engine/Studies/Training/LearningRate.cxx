// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Engine/Studies/Training/LearningRate.h"

#include <algorithm>
#include <cmath>

namespace losslandscape
{
namespace
{

/// Share of the initial rate: 1 until half of the run, 0.01 from nine tenths on, a straight line
/// between.
double LinearDecay(double progress)
{
  constexpr double first = 0.5;
  constexpr double last = 0.9;
  constexpr double lowest = 0.01;
  const double descent = std::clamp((progress - first) / (last - first), 0.0, 1.0);
  return 1.0 - (1.0 - lowest) * descent;
}

} // namespace

double LearningRateAt(const LearningRateOptions& options, std::int64_t epoch, std::int64_t epochs)
{
  double rate = options.Initial;
  switch (options.Schedule)
  {
    case LearningRateSchedule::Constant:
      return rate;
    case LearningRateSchedule::Steps:
      for (const std::int64_t milestone : options.Milestones)
      {
        rate *= epoch >= milestone ? options.Factor : 1.0;
      }
      return rate;
    case LearningRateSchedule::LinearDecay:
      return rate * LinearDecay(static_cast<double>(epoch) / static_cast<double>(epochs));
    case LearningRateSchedule::Cosine:
      constexpr double pi = 3.14159265358979323846;
      return rate * 0.5 *
        (1.0 + std::cos(pi * static_cast<double>(epoch) / static_cast<double>(epochs)));
  }
  return rate;
}

} // namespace losslandscape
