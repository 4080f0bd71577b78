// SPDX-License-Identifier: BSD-3-Clause
#ifndef losslandscape_Engine_Evaluation_CacheUse_h
#define losslandscape_Engine_Evaluation_CacheUse_h

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

namespace losslandscape
{

/// How long another process may hold the file of evaluated points before a run goes on without it.
constexpr std::chrono::milliseconds UsualStorePatience{ 10000 };

/// What came of a file of evaluated points.
struct CacheUse
{
  std::int64_t PointsFromCache = 0;
  std::int64_t PointsEvaluated = 0;
  /// What the user should know about the file: sentences.
  std::vector<std::string> Warnings;

  /// Adds another one's counts, and those of its warnings that are not there yet.
  void Add(const CacheUse& other);
};

} // namespace losslandscape

#endif
