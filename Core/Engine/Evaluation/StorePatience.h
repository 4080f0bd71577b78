// SPDX-License-Identifier: BSD-3-Clause
#ifndef losslandscape_Engine_Evaluation_StorePatience_h
#define losslandscape_Engine_Evaluation_StorePatience_h

#include "Core/Common/Progress.h"
#include "Core/Store/StoreBusy.h"

#include <chrono>
#include <utility>

namespace losslandscape
{

/// How long another process may hold the file of evaluated points.
constexpr auto StorePatience = std::chrono::milliseconds(10000);

/// Does `work` again as long as another process holds the file, and reports progress meanwhile.
template <typename Work>
auto Patiently(const Progress& progress, double fraction, Work&& work)
{
  const auto end = std::chrono::steady_clock::now() + StorePatience;
  while (true)
  {
    try
    {
      return work();
    }
    catch (const StoreBusy&)
    {
      if (std::chrono::steady_clock::now() >= end)
      {
        throw;
      }
    }
    ReportProgress(progress, fraction);
  }
}

} // namespace losslandscape

#endif
