// SPDX-License-Identifier: BSD-3-Clause
// What happens in a child process.
#ifndef losslandscape_Common_ChildMain_h
#define losslandscape_Common_ChildMain_h

#include "Core/Common/ChildProcess.h"

namespace losslandscape
{

/// What the bytes are that a child sends.
enum class ChildMessage : std::uint64_t
{
  Result,
  ErrorText,
  OutOfMemory,
  TooLong
};

/// Stands before them.
struct ChildHeader
{
  ChildMessage Message = ChildMessage::Result;
  std::uint64_t Length = 0;
};

/// Applies the limits, does the work, writes a header and the bytes to `output`, and ends the
/// process. Whatever the work prints goes nowhere.
[[noreturn]] void RunChild(
  const std::function<std::string()>& work, const ChildLimits& limits, int output);

/// All that the main function of a program for RunProgram does: `work` is given the arguments that
/// RunProgram was given, and what it returns is sent. Descriptors that the program has inherited
/// are closed before.
[[noreturn]] void RunChildProgram(int argumentCount, char** arguments,
  const std::function<std::string(const std::vector<std::string>&)>& work);

} // namespace losslandscape

#endif
