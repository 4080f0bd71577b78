// SPDX-License-Identifier: BSD-3-Clause
#ifndef losslandscape_Engine_Evaluation_NumberWriter_h
#define losslandscape_Engine_Evaluation_NumberWriter_h

#include "Core/Common/Progress.h"
#include "Core/Engine/Evaluation/StoreFile.h"
#include "Core/Engine/Evaluation/StorePatience.h"

#include <array>
#include <chrono>
#include <mutex>
#include <string>
#include <vector>

namespace losslandscape
{

/// Collects numbers of points from any thread and writes them to a file from one. What cannot be
/// written stays for the next time.
class NumberWriter
{
public:
  explicit NumberWriter(StoreFile& file);

  /// From any thread.
  void Add(const std::array<double, 3>& coordinates, const std::vector<double>& numbers);

  /// Writes what was added if the last time was half a second ago.
  void WriteIfDue();

  /// Writes all. While another process holds the file it is tried again, until patience ends or
  /// `progress` asks to stop.
  void WriteRest(StorePatience& patience, const Progress& progress);

  /// How many values are not in the file, and why.
  StoreTrouble Unwritten() const;

private:
  /// Throws StoreBusy if another process holds the file.
  void Write();

  StoreFile& File;
  std::mutex Mutex;
  std::vector<StoredPoint> Added;
  std::vector<StoredPoint> Pending;
  std::string Reason;
  std::chrono::steady_clock::time_point LastTime;
};

} // namespace losslandscape

#endif
