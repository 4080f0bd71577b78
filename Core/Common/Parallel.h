// SPDX-License-Identifier: BSD-3-Clause
#ifndef losslandscape_Common_Parallel_h
#define losslandscape_Common_Parallel_h

#include "Core/Common/Progress.h"

#include <algorithm>
#include <cstdint>
#include <functional>
#include <vector>

namespace losslandscape
{

/// How a computation runs: on how many threads, and where it reports its progress. Results never
/// depend on it.
struct Execution
{
  int Threads = 1; ///< 0 stands for AvailableThreads(), see ResolveThreads
  losslandscape::Progress Progress;

  /// The same execution for a part of the work: a fraction of the part that is reported goes on as
  /// one of the whole, in which the part goes from `first` to `last`.
  Execution Part(double first, double last) const;
};

/// Calls `work(begin, end)` for consecutive pieces of [0, count), each of at most `grain` elements,
/// on several threads, of which the caller's is one; it reports progress between its pieces. Pieces
/// start at multiples of `grain`, whatever the number of threads. Returns when all are done. Throws
/// the first exception that a piece throws, and Aborted if progress asked to stop.
void ParallelFor(std::int64_t count, std::int64_t grain, const Execution& execution,
  const std::function<void(std::int64_t begin, std::int64_t end)>& work);

/// Sorts by a strict total order on several threads: first parts, which are then merged. The result
/// does not depend on the number of threads.
template <typename T, typename Before>
void ParallelSort(std::vector<T>& items, const Execution& execution, Before&& before)
{
  constexpr std::int64_t Grain = 1 << 16;
  const auto count = static_cast<std::int64_t>(items.size());
  const auto at = [&](std::int64_t i) { return items.begin() + std::min(i, count); };
  int passes = 1;
  for (std::int64_t width = Grain; width < count; width *= 2)
  {
    ++passes;
  }
  double done = 0.0;
  const auto nextPass = [&]
  {
    const double first = done++ / passes;
    return execution.Part(first, done / passes);
  };
  ParallelFor(count, Grain, nextPass(),
    [&](std::int64_t begin, std::int64_t end) { std::sort(at(begin), at(end), before); });
  for (std::int64_t width = Grain; width < count; width *= 2)
  {
    ParallelFor((count + 2 * width - 1) / (2 * width), 1, nextPass(),
      [&](std::int64_t pair, std::int64_t)
      {
        const std::int64_t begin = 2 * width * pair;
        std::inplace_merge(at(begin), at(begin + width), at(begin + 2 * width), before);
      });
  }
}

} // namespace losslandscape

#endif
