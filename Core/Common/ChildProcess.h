// SPDX-License-Identifier: BSD-3-Clause
#ifndef losslandscape_Common_ChildProcess_h
#define losslandscape_Common_ChildProcess_h

#include "Core/Common/Error.h"
#include "Core/Common/Progress.h"

#include <cstdint>
#include <functional>
#include <string>
#include <sys/types.h>
#include <vector>

namespace losslandscape
{

/// What a child process may use before it is ended.
struct ChildLimits
{
  /// Bytes of address space beyond what the process has when its work starts. The limit holds where
  /// the system tells how much that is (Linux).
  std::uint64_t Memory = std::uint64_t(1) << 30;
  std::uint64_t ResultBytes = std::uint64_t(1) << 30; ///< length of what the work returns
  std::uint64_t ProcessorSeconds = 60;                ///< time spent computing
  double Seconds = 60.0;                              ///< time from start to end, waiting included
};

/// Thrown if a child gave no result because it crashed, exited or exceeded a limit. The `Reason` is
/// in words: "signal 11 (Segmentation fault)", "no end after 60 seconds". Too much computing shows
/// as a signal, too.
class ChildFailure : public Error
{
public:
  explicit ChildFailure(std::string reason);

  const std::string& Reason() const { return this->TheReason; }

private:
  std::string TheReason;
};

/// Runs a program whose main function is RunChildProgram (ChildMain.h) and returns what its work
/// returns. It is meant for libraries that may crash on damaged files. The program is started
/// afresh (posix_spawn), so that it has no part in the threads, locks, handlers of signals and open
/// files of this process, as a copy of this process (fork) would.
///
/// An exception of the work is thrown here as an Error of the same text. Throws ChildFailure if the
/// child crashes, exits or exceeds a limit, and Error if the program cannot be started. Progress is
/// reported a few times a second, as the part of the result that has arrived; throws Aborted if it
/// asks to stop.
std::string RunProgram(const std::string& program, const std::vector<std::string>& arguments,
  const ChildLimits& limits, const Progress& progress = {});

/// Starts a process that writes what RunChild writes to the descriptor `output`, and returns its
/// id.
using StartChild = std::function<pid_t(int output)>;

/// Returns the result of a child as RunProgram does, where `start` starts the child.
std::string ReceiveFromChild(
  const StartChild& start, const ChildLimits& limits, const Progress& progress = {});

} // namespace losslandscape

#endif
