// SPDX-License-Identifier: BSD-3-Clause
#ifndef losslandscape_Common_ChildProcess_h
#define losslandscape_Common_ChildProcess_h

#include "Core/Common/Error.h"
#include "Core/Common/Progress.h"

#include <cstdint>
#include <functional>
#include <string>

namespace losslandscape
{

/// What a child process may use before it is ended.
struct ChildLimits
{
  /// Bytes of address space beyond what the process has when the child starts. Kept where the
  /// system tells how much that is (Linux).
  std::uint64_t Memory = std::uint64_t(1) << 30;
  std::uint64_t ResultBytes = std::uint64_t(1) << 30; ///< length of what the work returns
  std::uint64_t ProcessorSeconds = 60;                ///< that it may compute
  double Seconds = 60.0;                              ///< from start to end, waiting included
};

/// The child did not come to an end by itself. Its `Reason` is in words: "signal 11 (Segmentation
/// fault)", "no end after 60 seconds"; a signal, too, for too much computing.
class ChildFailure : public Error
{
public:
  explicit ChildFailure(std::string reason);

  const std::string& Reason() const { return this->TheReason; }

private:
  std::string TheReason;
};

/// Calls `work` in a child process (fork) and returns what it returns: for libraries that may crash
/// on damaged files. Nothing else that the work does reaches this process: neither what it changes
/// in memory nor what it prints.
///
/// An exception of the work is thrown here as an Error of the same text. A child that crashes,
/// exits, or exceeds a limit is a ChildFailure. Progress is reported a few times a second, as the
/// part of the result that has arrived; Aborted if it asks to stop.
///
/// The child has one thread: work must not wait for others, nor call exit. What this process has
/// registered for its end (atexit, MPI) is not run in the child, and signals do to it what they do
/// by default.
std::string RunInChild(const std::function<std::string()>& work, const ChildLimits& limits,
  const Progress& progress = {});

} // namespace losslandscape

#endif
