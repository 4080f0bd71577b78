// SPDX-License-Identifier: BSD-3-Clause
#ifndef losslandscape_Engine_Evaluation_StorePatience_h
#define losslandscape_Engine_Evaluation_StorePatience_h

#include "Core/Common/Progress.h"
#include "Core/Store/StoreBusy.h"

#include <atomic>
#include <chrono>
#include <optional>

namespace losslandscape
{

/// Waits for other processes that hold the file of evaluated points. Once it has waited in vain, it
/// tries only once each time until the file is free again: a run shall not wait at each of its many
/// steps. For any number of threads.
class StorePatience
{
public:
  explicit StorePatience(std::chrono::milliseconds most) : Most(most) {}

  /// What `work` returns, which is done again as long as another process holds the file; nothing if
  /// that lasts too long. Reports progress meanwhile.
  template <typename Work>
  auto Try(const Progress& progress, double fraction, Work&& work)
    -> std::optional<decltype(work())>
  {
    const auto end = std::chrono::steady_clock::now() +
      (this->WasInVain ? std::chrono::milliseconds(0) : this->Most);
    while (true)
    {
      try
      {
        auto result = work();
        this->WasInVain = false;
        return result;
      }
      catch (const StoreBusy&)
      {
        if (std::chrono::steady_clock::now() >= end)
        {
          this->WasInVain = true;
          return std::nullopt;
        }
      }
      ReportProgress(progress, fraction);
    }
  }

  /// Says that the file was free just now: the next time is worth waiting for again.
  void NoteFree() { this->WasInVain = false; }

private:
  const std::chrono::milliseconds Most;
  std::atomic<bool> WasInVain{ false };
};

} // namespace losslandscape

#endif
