// SPDX-License-Identifier: BSD-3-Clause
#ifndef losslandscape_Common_Parallel_h
#define losslandscape_Common_Parallel_h

#include "Core/Common/Progress.h"

#include <cstdint>
#include <functional>

namespace losslandscape
{

/// How a computation runs: on how many threads, and whom it tells how far it is. Results never
/// depend on it.
struct Execution
{
  int Threads = 1; ///< 0: one for each core
  losslandscape::Progress Progress;

  /// The same threads; fractions of a part from `first` to `last` of the whole.
  Execution Part(double first, double last) const;
};

/// Calls `work(begin, end)` for consecutive pieces of [0, count), each of at most `grain` elements,
/// on several threads; the caller's is one of them and reports progress between its pieces. Pieces
/// start at multiples of `grain`, whatever the number of threads. Returns when all are done. The
/// first exception that a piece throws is thrown on; Aborted if progress asked to stop.
void ParallelFor(std::int64_t count, std::int64_t grain, const Execution& execution,
  const std::function<void(std::int64_t begin, std::int64_t end)>& work);

} // namespace losslandscape

#endif
