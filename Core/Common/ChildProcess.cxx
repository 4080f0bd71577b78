// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Common/ChildProcess.h"

#include "Core/Common/ChildMain.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <cmath>
#include <csignal>
#include <cstring>
#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

extern char** environ;

namespace losslandscape
{
namespace
{

constexpr int ReportMilliseconds = 100;

/// A pipe that is closed on exec, so that programs that are started meanwhile do not hold it open.
class Pipe
{
public:
  Pipe()
  {
    if (pipe2(this->Ends.data(), O_CLOEXEC) != 0)
    {
      throw Error("cannot make a pipe to a process").Found(std::strerror(errno));
    }
  }
  ~Pipe()
  {
    this->CloseOutput();
    this->CloseInput();
  }
  Pipe(const Pipe&) = delete;
  Pipe& operator=(const Pipe&) = delete;

  int Output() const { return this->Ends[0]; }
  int Input() const { return this->Ends[1]; }

  void CloseOutput() { Close(this->Ends[0]); }
  void CloseInput() { Close(this->Ends[1]); }

private:
  static void Close(int& end)
  {
    if (end >= 0)
    {
      close(end);
      end = -1;
    }
  }

  std::array<int, 2> Ends = { -1, -1 };
};

std::string StatusText(int status)
{
  if (WIFSIGNALED(status))
  {
    const int signal = WTERMSIG(status);
    return "signal " + std::to_string(signal) + " (" + strsignal(signal) + ")";
  }
  return "exit status " + std::to_string(WEXITSTATUS(status));
}

/// A process that does not outlive this object.
class Child
{
public:
  Child(const StartChild& start, Pipe& pipe) : Id(start(pipe.Input())) { pipe.CloseInput(); }
  ~Child() { this->End(); }
  Child(const Child&) = delete;
  Child& operator=(const Child&) = delete;

  bool HasEnded()
  {
    if (!this->Ended)
    {
      this->Wait(WNOHANG);
    }
    return this->Ended;
  }

  /// Ends the process, if it has not ended, and returns in words how it ended.
  std::string End()
  {
    if (!this->Ended)
    {
      kill(this->Id, SIGKILL);
      this->Wait(0);
    }
    return this->Status;
  }

private:
  void Wait(int options)
  {
    int status = 0;
    pid_t found = -1;
    do
    {
      found = waitpid(this->Id, &status, options);
    } while (found < 0 && errno == EINTR);
    if (found == this->Id)
    {
      this->Ended = true;
      this->Status = StatusText(status);
    }
    else if (found < 0)
    {
      // The status is lost: this process ignores SIGCHLD, or waits for children elsewhere.
      this->Ended = true;
      this->Status = "an early end";
    }
  }

  pid_t Id;
  bool Ended = false;
  std::string Status;
};

/// The part of a child's message that has arrived so far.
class Arrival
{
public:
  explicit Arrival(std::uint64_t mostBytes) : MostBytes(mostBytes) {}

  /// Reads what is there. Returns false at the end of the stream.
  bool Read(int output)
  {
    std::array<char, 1 << 16> buffer;
    const ssize_t count = read(output, buffer.data(), buffer.size());
    if (count > 0)
    {
      this->Take(buffer.data(), static_cast<std::size_t>(count));
    }
    return count > 0 || (count < 0 && errno == EINTR);
  }

  bool IsComplete() const { return this->HasHeader() && this->Bytes.size() >= this->Length(); }

  double Fraction() const
  {
    return this->HasHeader() && this->Length() > 0
      ? static_cast<double>(this->Bytes.size()) / static_cast<double>(this->Length())
      : 0.0;
  }

  ChildMessage Message() const { return this->Header.Message; }
  std::string& Text() { return this->Bytes; }

private:
  bool HasHeader() const { return this->HeaderBytes == sizeof(this->Header); }

  /// The number of bytes to expect after the header: what it declares, but no more than allowed.
  std::uint64_t Length() const { return std::min(this->Header.Length, this->MostBytes); }

  void Take(const char* bytes, std::size_t count)
  {
    const std::size_t part = std::min(count, sizeof(this->Header) - this->HeaderBytes);
    std::memcpy(reinterpret_cast<char*>(&this->Header) + this->HeaderBytes, bytes, part);
    this->HeaderBytes += part;
    if (part > 0 && this->HasHeader())
    {
      this->Bytes.reserve(this->Length());
    }
    this->Bytes.append(bytes + part, count - part);
  }

  std::uint64_t MostBytes;
  ChildHeader Header;
  std::size_t HeaderBytes = 0;
  std::string Bytes;
};

bool HasInput(int output, int milliseconds)
{
  pollfd descriptor = { output, POLLIN, 0 };
  return poll(&descriptor, 1, milliseconds) > 0;
}

/// Receives the message of a child. Returns when all has arrived or nothing more will. The end of
/// the child counts as end of the message, too, since another child that was started meanwhile may
/// hold the pipe open.
void Receive(
  Child& child, int output, const ChildLimits& limits, const Progress& progress, Arrival& arrival)
{
  using Clock = std::chrono::steady_clock;
  const auto start = Clock::now();
  while (!arrival.IsComplete())
  {
    ReportProgress(progress, arrival.Fraction());
    const bool ended = child.HasEnded();
    const bool readable = HasInput(output, ended ? 0 : ReportMilliseconds);
    if (readable ? !arrival.Read(output) : ended)
    {
      return;
    }
    if (Clock::now() - start > std::chrono::duration<double>(limits.Seconds))
    {
      throw ChildFailure(
        "no end after " + std::to_string(std::lround(limits.Seconds)) + " seconds");
    }
  }
}

/// The state in which a program is started: no signal is blocked, ignored or handled, there is
/// nothing to read, and the pipe is its output.
class SpawnSettings
{
public:
  explicit SpawnSettings(int output)
  {
    posix_spawn_file_actions_init(&this->Files);
    posix_spawn_file_actions_adddup2(&this->Files, output, STDOUT_FILENO);
    posix_spawn_file_actions_addopen(&this->Files, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    sigset_t signals;
    posix_spawnattr_init(&this->Attributes);
    sigemptyset(&signals);
    posix_spawnattr_setsigmask(&this->Attributes, &signals);
    sigfillset(&signals);
    posix_spawnattr_setsigdefault(&this->Attributes, &signals);
    posix_spawnattr_setflags(&this->Attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
  }
  ~SpawnSettings()
  {
    posix_spawnattr_destroy(&this->Attributes);
    posix_spawn_file_actions_destroy(&this->Files);
  }
  SpawnSettings(const SpawnSettings&) = delete;
  SpawnSettings& operator=(const SpawnSettings&) = delete;

  posix_spawn_file_actions_t Files;
  posix_spawnattr_t Attributes;
};

/// The words of the command line: the program's name, the limits that it keeps itself (see
/// RunChildProgram), and its own arguments.
std::vector<std::string> CommandLine(
  const std::string& program, const std::vector<std::string>& arguments, const ChildLimits& limits)
{
  std::vector<std::string> line = { program, std::to_string(limits.Memory),
    std::to_string(limits.ResultBytes), std::to_string(limits.ProcessorSeconds) };
  line.insert(line.end(), arguments.begin(), arguments.end());
  return line;
}

pid_t Spawn(const std::string& program, std::vector<std::string> line, int output)
{
  std::vector<char*> pointers;
  for (std::string& word : line)
  {
    pointers.push_back(word.data());
  }
  pointers.push_back(nullptr);
  const SpawnSettings settings(output);
  pid_t id = -1;
  const int failure = posix_spawn(
    &id, program.c_str(), &settings.Files, &settings.Attributes, pointers.data(), environ);
  if (failure != 0)
  {
    throw Error("cannot start a program of the suite")
      .Where(program)
      .Found(std::strerror(failure))
      .Advice("install the suite again; the folder must allow programs to be executed");
  }
  return id;
}

} // namespace

ChildFailure::ChildFailure(std::string reason)
  : Error("a child process failed"), TheReason(std::move(reason))
{
  this->Found(this->TheReason);
}

std::string RunProgram(const std::string& program, const std::vector<std::string>& arguments,
  const ChildLimits& limits, const Progress& progress)
{
  const auto start = [&](int output)
  { return Spawn(program, CommandLine(program, arguments, limits), output); };
  return ReceiveFromChild(start, limits, progress);
}

std::string ReceiveFromChild(
  const StartChild& start, const ChildLimits& limits, const Progress& progress)
{
  Pipe pipe;
  Child child(start, pipe);
  Arrival arrival(limits.ResultBytes);
  Receive(child, pipe.Output(), limits, progress, arrival);
  const std::string end = child.End();
  if (!arrival.IsComplete())
  {
    throw ChildFailure(end);
  }
  switch (arrival.Message())
  {
    case ChildMessage::Result:
      return std::move(arrival.Text());
    case ChildMessage::ErrorText:
      throw Error(arrival.Text());
    case ChildMessage::OutOfMemory:
      throw ChildFailure("more than " + std::to_string(limits.Memory) + " bytes of memory");
    case ChildMessage::TooLong:
      throw ChildFailure("a result of more than " + std::to_string(limits.ResultBytes) + " bytes");
  }
  throw ChildFailure("a message of unknown kind");
}

} // namespace losslandscape
