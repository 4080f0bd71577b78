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
  /// Bytes of address space beyond what the process has when its work starts. Kept where the
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

/// Runs a program whose main function is RunChildProgram (ChildMain.h) and returns what its work
/// returns: for libraries that may crash on damaged files. The program is started afresh
/// (posix_spawn), so that threads, locks, handlers of signals and open files of this process mean
/// nothing to it, which a copy of this process (fork) could not say.
///
/// An exception of the work is thrown here as an Error of the same text. A child that crashes,
/// exits, or exceeds a limit is a ChildFailure. Progress is reported a few times a second, as the
/// part of the result that has arrived; Aborted if it asks to stop. Throws Error if the program
/// cannot be started.
std::string RunProgram(const std::string& program, const std::vector<std::string>& arguments,
  const ChildLimits& limits, const Progress& progress = {});

/// Starts a process that writes what RunChild writes to a descriptor, and returns its id.
using StartChild = std::function<pid_t(int output)>;

/// The same for a child that is started in another way.
std::string ReceiveFromChild(
  const StartChild& start, const ChildLimits& limits, const Progress& progress = {});

} // namespace losslandscape

#endif
