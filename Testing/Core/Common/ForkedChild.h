// SPDX-License-Identifier: BSD-3-Clause
// A copy of the test program as a child process: quicker than a program that starts afresh, and
// able to run any function of a test. Only for test programs of one thread.
#ifndef losslandscape_Testing_ForkedChild_h
#define losslandscape_Testing_ForkedChild_h

#include "Core/Common/ChildMain.h"

#include <csignal>
#include <unistd.h>

namespace losslandscape
{

/// What `work` returns in a copy of this process, see ReceiveFromChild.
inline std::string RunInChild(const std::function<std::string()>& work, const ChildLimits& limits,
  const Progress& progress = {})
{
  const auto start = [&](int output)
  {
    const pid_t id = fork();
    if (id == 0)
    {
      RunChild(work, limits, output);
    }
    return id;
  };
  return ReceiveFromChild(start, limits, progress);
}

} // namespace losslandscape

#endif
