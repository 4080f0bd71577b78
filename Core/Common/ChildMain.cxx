// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Common/ChildMain.h"

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <fcntl.h>
#include <fstream>
#include <new>
#include <sys/resource.h>
#include <unistd.h>
#ifdef __linux__
#include <sys/prctl.h>
#endif

namespace losslandscape
{
namespace
{

/// Handlers of ParaView or MPI would print stack traces, or end all ranks.
void ResetSignals()
{
  for (int signal = 1; signal < NSIG; ++signal)
  {
    std::signal(signal, SIG_DFL); // refused for a few, for which it is always so
  }
  sigset_t none;
  sigemptyset(&none);
  sigprocmask(SIG_SETMASK, &none, nullptr);
#ifdef __linux__
  prctl(PR_SET_PDEATHSIG, SIGKILL);
#endif
}

/// The C library, too, prints before it ends a process whose heap is damaged.
void SilenceOutput()
{
  const int nowhere = open("/dev/null", O_WRONLY | O_CLOEXEC);
  dup2(nowhere, STDOUT_FILENO);
  dup2(nowhere, STDERR_FILENO);
}

/// Bytes of address space that this process has mapped; 0 if the system does not tell.
std::uint64_t MappedBytes()
{
  std::uint64_t pages = 0;
  std::ifstream("/proc/self/statm") >> pages;
  return pages * static_cast<std::uint64_t>(sysconf(_SC_PAGESIZE));
}

template <typename Resource>
void LimitResource(Resource resource, std::uint64_t most)
{
  rlimit limit = {};
  getrlimit(resource, &limit);
  limit.rlim_cur = std::min<rlim_t>(limit.rlim_max, most);
  setrlimit(resource, &limit);
}

void ApplyLimits(const ChildLimits& limits)
{
  LimitResource(RLIMIT_CORE, 0);
  LimitResource(RLIMIT_CPU, limits.ProcessorSeconds);
  const std::uint64_t mapped = MappedBytes();
  if (mapped > 0)
  {
    LimitResource(RLIMIT_AS, mapped + limits.Memory);
  }
}

bool WriteAll(int output, const void* bytes, std::size_t count)
{
  const auto* next = static_cast<const char*>(bytes);
  while (count > 0)
  {
    const ssize_t written = write(output, next, count);
    if (written < 0 && errno != EINTR)
    {
      return false;
    }
    const auto advance = static_cast<std::size_t>(std::max<ssize_t>(written, 0));
    next += advance;
    count -= advance;
  }
  return true;
}

[[noreturn]] void Send(int output, ChildMessage message, const std::string& bytes = {})
{
  const ChildHeader header = { message, bytes.size() };
  const bool sent =
    WriteAll(output, &header, sizeof(header)) && WriteAll(output, bytes.data(), bytes.size());
  _exit(sent ? EXIT_SUCCESS : EXIT_FAILURE);
}

} // namespace

void RunChild(const std::function<std::string()>& work, const ChildLimits& limits, int output)
{
  try
  {
    ResetSignals();
    SilenceOutput();
    ApplyLimits(limits);
    const std::string result = work();
    if (result.size() > limits.ResultBytes)
    {
      Send(output, ChildMessage::TooLong);
    }
    Send(output, ChildMessage::Result, result);
  }
  catch (const std::bad_alloc&)
  {
    Send(output, ChildMessage::OutOfMemory);
  }
  catch (const std::exception& error)
  {
    Send(output, ChildMessage::ErrorText, error.what());
  }
  catch (...)
  {
    Send(output, ChildMessage::ErrorText, "an exception of unknown type");
  }
}

} // namespace losslandscape
