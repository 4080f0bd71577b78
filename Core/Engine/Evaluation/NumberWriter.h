// SPDX-License-Identifier: BSD-3-Clause
#ifndef losslandscape_Engine_Evaluation_NumberWriter_h
#define losslandscape_Engine_Evaluation_NumberWriter_h

#include "Core/Common/Progress.h"
#include "Core/Store/PointStore.h"

#include <array>
#include <chrono>
#include <mutex>
#include <string>
#include <vector>

namespace losslandscape
{

/// Collects numbers of points from any thread and writes them to a store from one.
class NumberWriter
{
public:
  explicit NumberWriter(PointStore& store);

  /// From any thread.
  void Add(const std::array<double, 3>& coordinates, const std::vector<double>& numbers);

  /// Writes what was added if the last time was half a second ago. What cannot be written stays for
  /// the next time.
  void WriteIfDue();

  /// Writes all. While another process holds the file it is tried again, for as long as `patience`
  /// or until `progress` asks to stop.
  void WriteRest(std::chrono::milliseconds patience, const Progress& progress);

  /// How many values are not in the file, and why; empty if all are.
  std::string Unwritten() const;

private:
  /// False if another process holds the file.
  bool TryToWrite();

  PointStore& Store;
  std::mutex Mutex;
  std::vector<StoredPoint> Added;
  std::vector<StoredPoint> Pending;
  std::string Reason;
  std::chrono::steady_clock::time_point LastTime;
};

/// What the user should know about a store that was used: sentences.
std::vector<std::string> WarningsOf(const PointStore& store);

} // namespace losslandscape

#endif
