// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Network/LearningRate.h"

#include <cmath>

namespace losslandscape
{

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
    case LearningRateSchedule::Cosine:
      constexpr double pi = 3.14159265358979323846;
      return rate * 0.5 *
        (1.0 + std::cos(pi * static_cast<double>(epoch) / static_cast<double>(epochs)));
  }
  return rate;
}

} // namespace losslandscape
