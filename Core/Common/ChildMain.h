// SPDX-License-Identifier: BSD-3-Clause
// The child's side of RunProgram (ChildProcess.h): what happens in a child process.
#ifndef losslandscape_Common_ChildMain_h
#define losslandscape_Common_ChildMain_h

#include "Core/Common/ChildProcess.h"

namespace losslandscape
{

/// The kinds of messages that a child sends.
enum class ChildMessage : std::uint64_t
{
  Result,
  ErrorText,
  OutOfMemory,
  TooLong
};

/// Stands before the bytes of each message.
struct ChildHeader
{
  ChildMessage Message = ChildMessage::Result;
  std::uint64_t Length = 0;
};

/// Applies the limits, does the work, writes a header and what the work has returned to the
/// descriptor `output`, and ends the process. Whatever the work prints goes nowhere.
[[noreturn]] void RunChild(
  const std::function<std::string()>& work, const ChildLimits& limits, int output);

/// The whole main function of a program for RunProgram. Closes the descriptors that the program has
/// inherited, calls `work` with the arguments that RunProgram was given, sends what it returns and
/// ends the process.
[[noreturn]] void RunChildProgram(int argumentCount, char** arguments,
  const std::function<std::string(const std::vector<std::string>&)>& work);

} // namespace losslandscape

#endif
