// SPDX-License-Identifier: BSD-3-Clause
// Shows Torch types.
#ifndef losslandscape_Engine_Evaluation_CheckpointCache_h
#define losslandscape_Engine_Evaluation_CheckpointCache_h

#include "Core/Engine/Evaluation/NumberWriter.h"
#include "Core/Engine/Evaluation/PointCache.h"
#include "Core/Engine/Network/NetworkModule.h"

#include <functional>
#include <mutex>
#include <string>

namespace losslandscape
{

/// Losses of networks that are no points of a plane, kept in a file of evaluated points: each under
/// a key of its own, which has the hash of its weights and buffers in place of a plane's centre and
/// directions (see CheckpointKey). All members may be used by several threads at once.
class CheckpointCache
{
public:
  /// An empty name stands for no file.
  CheckpointCache(const std::string& file, const Problem& problem,
    std::chrono::milliseconds patience = UsualStorePatience);

  /// The loss of a network: that in the file, else what `evaluate` gives, which is then written at
  /// once. Throws Error for a file that cannot be used; as in PointCache, one that another program
  /// holds, and that writing fails, is a warning. `keepGoing` is asked meanwhile, and Aborted
  /// thrown once it says no.
  LossValue Get(const NetworkModule& network, const std::function<LossValue()>& evaluate,
    const std::function<bool()>& keepGoing);

  /// Of all calls so far.
  CacheUse Use() const;

private:
  LossValue GetFrom(StoreFile& file, const std::function<LossValue()>& evaluate,
    const std::function<bool()>& keepGoing);
  void Add(const CacheUse& use, const StoreTrouble& trouble);

  const std::string File;
  const Problem& TheProblem;
  StorePatience Patience;
  mutable std::mutex Mutex; ///< of what follows
  CacheUse Total;
  StoreTrouble Trouble;
};

} // namespace losslandscape

#endif
