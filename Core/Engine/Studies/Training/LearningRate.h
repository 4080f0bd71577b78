// SPDX-License-Identifier: BSD-3-Clause
#ifndef losslandscape_Engine_Studies_Training_LearningRate_h
#define losslandscape_Engine_Studies_Training_LearningRate_h

#include <cstdint>
#include <vector>

namespace losslandscape
{

enum class LearningRateSchedule
{
  Constant,
  Steps,  ///< multiplied by Factor at the start of each epoch (from 0) in Milestones
  Cosine, ///< from the initial rate to zero over all epochs: (1 + cos(pi epoch / epochs)) / 2
  /// Garipov et al. 2018: the initial rate for half of all epochs, from there down in a straight
  /// line to a hundredth of it at 9/10 of them.
  LinearDecay
};

struct LearningRateOptions
{
  double Initial = 0.1;
  LearningRateSchedule Schedule = LearningRateSchedule::Constant;
  std::vector<std::int64_t> Milestones;
  double Factor = 0.1;
};

/// Learning rate during an epoch, counted from 0, of a run of `epochs`.
double LearningRateAt(const LearningRateOptions& options, std::int64_t epoch, std::int64_t epochs);

} // namespace losslandscape

#endif
