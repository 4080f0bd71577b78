// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Common/ChildMain.h"

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <fcntl.h>
#include <filesystem>
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

/// Makes the system end this process with its parent, as nobody would read its result then.
void EndWithParent()
{
#ifdef __linux__
  prctl(PR_SET_PDEATHSIG, SIGKILL);
#endif
}

/// Sends standard output and errors nowhere: the C library prints a message before it ends a
/// process whose heap is damaged.
void SilenceOutput()
{
  const int nowhere = open("/dev/null", O_WRONLY | O_CLOEXEC);
  dup2(nowhere, STDOUT_FILENO);
  dup2(nowhere, STDERR_FILENO);
}

/// How many bytes of address space this process has mapped; 0 if the system does not tell.
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

/// Closes descriptors inherited from the process that started this one. Its pipes and sockets would
/// keep others waiting for their end as long as they are open here.
void CloseInherited()
{
  std::vector<int> open;
  std::error_code failure;
  for (const auto& entry : std::filesystem::directory_iterator("/dev/fd", failure))
  {
    open.push_back(std::atoi(entry.path().filename().c_str()));
  }
  for (const int descriptor : open)
  {
    if (descriptor > STDERR_FILENO)
    {
      close(descriptor);
    }
  }
}

/// The number of arguments after the program's name that are limits.
constexpr int LimitArguments = 3;

ChildLimits LimitsFrom(char** arguments)
{
  const auto number = [&](int position)
  { return static_cast<std::uint64_t>(std::strtoull(arguments[position], nullptr, 10)); };
  ChildLimits limits;
  limits.Memory = number(1);
  limits.ResultBytes = number(2);
  limits.ProcessorSeconds = number(3);
  return limits;
}

} // namespace

void RunChild(const std::function<std::string()>& work, const ChildLimits& limits, int output)
{
  try
  {
    EndWithParent();
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

void RunChildProgram(int argumentCount, char** arguments,
  const std::function<std::string(const std::vector<std::string>&)>& work)
{
  if (argumentCount <= LimitArguments)
  {
    std::fputs(
      "This program is a part of the loss landscape suite, which starts it itself.\n", stderr);
    _exit(EXIT_FAILURE);
  }
  CloseInherited();
  const int output = fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, STDERR_FILENO + 1);
  const std::vector<std::string> own(arguments + 1 + LimitArguments, arguments + argumentCount);
  RunChild([&] { return work(own); }, LimitsFrom(arguments), output);
}

} // namespace losslandscape
