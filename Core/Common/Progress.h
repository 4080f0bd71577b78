// SPDX-License-Identifier: BSD-3-Clause
#ifndef losslandscape_Common_Progress_h
#define losslandscape_Common_Progress_h

#include "Core/Common/Error.h"

#include <cstdint>
#include <functional>

namespace losslandscape
{

/// A callback that is told the finished fraction in [0, 1], always from the thread that called
/// Core, at least once a second. It returns false to ask Core to stop. An empty function is not
/// called and never asks to stop.
using Progress = std::function<bool(double fraction)>;

/// Reports `fraction` and throws Aborted if the callback asks to stop.
inline void ReportProgress(const Progress& progress, double fraction)
{
  if (progress && !progress(fraction))
  {
    throw Aborted();
  }
}

/// Throws Aborted once `keepGoing` says no. An empty function means: never stop.
inline void CheckGoingOn(const std::function<bool()>& keepGoing)
{
  if (keepGoing && !keepGoing())
  {
    throw Aborted();
  }
}

/// Reports the progress of a loop of cheap steps at every 65536th step.
inline void ReportStep(const Progress& progress, std::int64_t step, std::int64_t steps)
{
  constexpr std::int64_t StepsPerReport = 1 << 16;
  if (step % StepsPerReport == 0)
  {
    ReportProgress(progress, static_cast<double>(step) / static_cast<double>(steps));
  }
}

} // namespace losslandscape

#endif
