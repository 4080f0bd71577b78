// SPDX-License-Identifier: BSD-3-Clause
#ifndef losslandscape_Engine_Studies_Training_LearningRateJson_h
#define losslandscape_Engine_Studies_Training_LearningRateJson_h

#include "Core/Common/OptionsJson.h"
#include "Core/Engine/Studies/Training/LearningRate.h"

namespace losslandscape
{

inline const char* ScheduleName(LearningRateSchedule schedule)
{
  static constexpr const char* names[] = { "Constant", "Steps", "Cosine", "Linear Decay" };
  return names[static_cast<int>(schedule)];
}

/// Names these options in recipes (see OptionsJson.h).
template <typename Archive>
void MapOptions(Archive& archive, Mapped<Archive, LearningRateOptions>& options)
{
  auto& [initial, schedule, milestones, factor] = options;
  archive.Value("learning_rate", initial);
  archive.Name("learning_rate_schedule", schedule,
    { LearningRateSchedule::Constant, LearningRateSchedule::Steps, LearningRateSchedule::Cosine,
      LearningRateSchedule::LinearDecay },
    ScheduleName);
  const bool hasSteps = schedule == LearningRateSchedule::Steps;
  archive.ValueIf(hasSteps, "learning_rate_steps", milestones);
  archive.ValueIf(hasSteps, "learning_rate_factor", factor);
}

} // namespace losslandscape

#endif
