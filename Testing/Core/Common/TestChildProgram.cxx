// SPDX-License-Identifier: BSD-3-Clause
// What a program finds that RunProgram has started: nothing of the process that started it.
#include "Core/Common/ChildProcess.h"

#include <gtest/gtest.h>

#include <csignal>
#include <cstring>
#include <fcntl.h>
#include <pthread.h>
#include <thread>
#include <unistd.h>

using namespace losslandscape;

namespace
{

using Words = std::vector<std::string>;

std::string Answer(const Words& arguments, const ChildLimits& limits = {})
{
  return RunProgram(LOSSLANDSCAPE_CHILD_PROGRAM, arguments, limits);
}

template <typename Call>
std::string ErrorOf(Call&& call)
{
  try
  {
    call();
  }
  catch (const Error& error)
  {
    return error.what();
  }
  return "no error";
}

std::string ReasonOf(const Words& arguments, const ChildLimits& limits = {})
{
  try
  {
    Answer(arguments, limits);
  }
  catch (const ChildFailure& failure)
  {
    return failure.Reason();
  }
  return "no failure";
}

/// Without signals 32 and 33, which the C library keeps for itself.
std::uint64_t IgnoredSignals(const std::string& signals)
{
  return std::stoull(signals, nullptr, 16) & ~(std::uint64_t(3) << 31);
}

std::string Signalled(int signal)
{
  return "signal " + std::to_string(signal) + " (" + strsignal(signal) + ")";
}

} // namespace

TEST(ChildProgram, IsGivenItsArguments)
{
  EXPECT_EQ(Answer({ "arguments", "", "a b", "\n*\"'" }), "arguments||a b|\n*\"'|");
}

TEST(ChildProgram, SendsMuch)
{
  EXPECT_EQ(Answer({ "bytes", "5000000" }), std::string(5000000, 'x'));
}

TEST(ChildProgram, HasNoneOfTheOpenFiles)
{
  int pipes[2];
  ASSERT_EQ(pipe(pipes), 0); // neither end is closed on exec
  const int file = open("/dev/zero", O_RDONLY);
  const std::string open = Answer({ "open" });
  EXPECT_EQ(open.find("/dev/zero"), std::string::npos) << open;
  // The one pipe is that of the result.
  const std::size_t first = open.find("pipe:");
  EXPECT_NE(first, std::string::npos) << open;
  EXPECT_EQ(open.find("pipe:", first + 1), std::string::npos) << open;
  close(file);
  close(pipes[0]);
  close(pipes[1]);
}

TEST(ChildProgram, NoSignalIsIgnoredOrBlocked)
{
  sigset_t blocked;
  sigset_t before;
  sigemptyset(&blocked);
  sigaddset(&blocked, SIGTERM);
  pthread_sigmask(SIG_BLOCK, &blocked, &before);
  const auto ignored = std::signal(SIGPIPE, SIG_IGN);
  const auto handled = std::signal(SIGSEGV, [](int) { _exit(77); });
  const std::string signals = Answer({ "signals" });
  const std::string crash = ReasonOf({ "raise", std::to_string(SIGSEGV) });
  std::signal(SIGSEGV, handled);
  std::signal(SIGPIPE, ignored);
  pthread_sigmask(SIG_SETMASK, &before, nullptr);
  EXPECT_EQ(IgnoredSignals(signals), 0u) << signals;
  EXPECT_EQ(signals.substr(signals.find(' ')), " 0000000000000000");
  EXPECT_EQ(crash, Signalled(SIGSEGV));
}

TEST(ChildProgram, KeepsItsLimits)
{
  ChildLimits limits;
  limits.ProcessorSeconds = 7;
  limits.Memory = 256 << 20;
  limits.ResultBytes = 1000;
  EXPECT_EQ(Answer({ "limits" }, limits), "0 7");
#ifndef __SANITIZE_ADDRESS__ // whose own memory is far more
  EXPECT_EQ(Answer({ "map", std::to_string(64 << 20) }, limits), "given");
#endif
  EXPECT_EQ(Answer({ "map", std::to_string(512 << 20) }, limits), "refused");
  EXPECT_EQ(Answer({ "bytes", "1000" }, limits).size(), 1000u);
  EXPECT_EQ(ReasonOf({ "bytes", "1001" }, limits), "a result of more than 1000 bytes");
  limits.ProcessorSeconds = 1;
  EXPECT_EQ(ReasonOf({ "loop" }, limits), Signalled(SIGXCPU));
}

TEST(ChildProgram, PrintsNothing)
{
  testing::internal::CaptureStderr();
  EXPECT_EQ(Answer({ "print" }), "printed");
  EXPECT_EQ(testing::internal::GetCapturedStderr(), "");
}

TEST(ChildProgram, FailuresAreTold)
{
  EXPECT_EQ(ErrorOf([] { Answer({ "fly" }); }), "cannot fly");
  for (const int signal : { SIGSEGV, SIGABRT, SIGFPE, SIGKILL })
  {
    EXPECT_EQ(ReasonOf({ "raise", std::to_string(signal) }), Signalled(signal));
  }
}

TEST(ChildProgram, AMissingProgramIsAnError)
{
  const std::string error = ErrorOf([] { RunProgram("/no/such/program", {}, {}); });
  EXPECT_NE(error.find("/no/such/program"), std::string::npos) << error;
  EXPECT_NE(error.find(std::strerror(ENOENT)), std::string::npos) << error;
  EXPECT_NE(
    ErrorOf([] { RunProgram("/tmp", {}, {}); }).find(std::strerror(EACCES)), std::string::npos);
}

TEST(ChildProgram, IsNoProgramOfItsOwn)
{
  // Another program in its place ends without a word.
  EXPECT_EQ(ErrorOf([] { RunProgram("/bin/true", {}, {}); }),
    "a child process failed: found exit status 0");
}

TEST(ChildProgram, CanBeAborted)
{
  int reports = 0;
  const Progress stop = [&](double) { return ++reports < 3; };
  EXPECT_THROW(RunProgram(LOSSLANDSCAPE_CHILD_PROGRAM, { "loop" }, {}, stop), Aborted);
  EXPECT_EQ(reports, 3);
}

TEST(ChildProgram, NoThreadIsCopied)
{
  // What fork would call, and posix_spawn does not.
  static int forks = 0;
  ASSERT_EQ(pthread_atfork([] { ++forks; }, nullptr, nullptr), 0);
  std::vector<std::thread> threads;
  Words results(4);
  for (std::size_t i = 0; i < results.size(); ++i)
  {
    threads.emplace_back(
      [&results, i] {
        results[i] = Answer({ "arguments", std::to_string(i) });
      });
  }
  for (std::thread& thread : threads)
  {
    thread.join();
  }
  EXPECT_EQ(results, (Words{ "arguments|0|", "arguments|1|", "arguments|2|", "arguments|3|" }));
  EXPECT_EQ(forks, 0);
}
