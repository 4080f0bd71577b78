// SPDX-License-Identifier: BSD-3-Clause
// What comes back from a child process, and every way in which it can fail.
#include "Testing/Core/Common/ForkedChild.h"

#include <gtest/gtest.h>

#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <fcntl.h>
#include <stdexcept>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>
#include <vector>

using namespace losslandscape;

namespace
{

using Work = std::function<std::string()>;

ChildLimits Seconds(double seconds)
{
  ChildLimits limits;
  limits.Seconds = seconds;
  return limits;
}

std::string ReasonOf(const Work& work, const ChildLimits& limits = {})
{
  try
  {
    RunInChild(work, limits);
  }
  catch (const ChildFailure& failure)
  {
    EXPECT_NE(std::string(failure.what()).find(failure.Reason()), std::string::npos);
    return failure.Reason();
  }
  return "no failure";
}

std::string Signalled(int signal)
{
  return "signal " + std::to_string(signal) + " (" + strsignal(signal) + ")";
}

std::string Endless()
{
  while (true)
  {
    pause();
  }
}

void ExpectNoChildIsLeft()
{
  errno = 0;
  EXPECT_EQ(waitpid(-1, nullptr, WNOHANG), -1);
  EXPECT_EQ(errno, ECHILD);
}

/// Sets what a signal does while it lives.
class Disposition
{
public:
  Disposition(int signal, void (*handler)(int))
    : Signal(signal), Before(std::signal(signal, handler))
  {
  }
  ~Disposition() { std::signal(this->Signal, this->Before); }

private:
  int Signal;
  void (*Before)(int);
};

class ChildProcess : public testing::Test
{
protected:
  void TearDown() override { ExpectNoChildIsLeft(); }
};

} // namespace

TEST_F(ChildProcess, ReturnsTheBytes)
{
  EXPECT_EQ(RunInChild([] { return std::string(); }, {}), "");
  const std::string zeros("a\0b\n", 4);
  EXPECT_EQ(RunInChild([&] { return zeros; }, {}), zeros);
  std::string much(5000000, 'x');
  much[3000000] = 'y';
  EXPECT_EQ(RunInChild([&] { return much; }, {}), much);
}

TEST_F(ChildProcess, WhatItChangesStaysThere)
{
  int value = 1;
  EXPECT_EQ(RunInChild([&] { return std::to_string(++value); }, {}), "2");
  EXPECT_EQ(value, 1);
}

TEST_F(ChildProcess, ExceptionsArriveAsErrors)
{
  const auto textOf = [](const Work& work) -> std::string
  {
    try
    {
      return RunInChild(work, {});
    }
    catch (const ChildFailure&)
    {
      return "a failure";
    }
    catch (const Error& error)
    {
      return error.what();
    }
  };
  EXPECT_EQ(textOf([]() -> std::string { throw Error("bad").Where("a.h5").Advice("mend it"); }),
    "bad: a.h5; mend it");
  EXPECT_EQ(textOf([]() -> std::string { throw std::runtime_error("other"); }), "other");
  EXPECT_EQ(textOf([]() -> std::string { throw 1; }), "an exception of unknown type");
}

TEST_F(ChildProcess, Crashes)
{
  for (const int signal : { SIGSEGV, SIGABRT, SIGBUS, SIGFPE, SIGILL, SIGKILL, SIGTERM, SIGPIPE })
  {
    const auto die = [signal]() -> std::string
    {
      raise(signal);
      return "alive";
    };
    EXPECT_EQ(ReasonOf(die), Signalled(signal));
  }
  EXPECT_EQ(ReasonOf(
              []
              {
                std::abort();
                return std::string();
              }),
    Signalled(SIGABRT));
}

TEST_F(ChildProcess, ExitsWithoutAResult)
{
  EXPECT_EQ(ReasonOf([]() -> std::string { _exit(3); }), "exit status 3");
  EXPECT_EQ(ReasonOf([]() -> std::string { _exit(0); }), "exit status 0");
}

TEST_F(ChildProcess, EndlessWorkIsEnded)
{
  EXPECT_EQ(ReasonOf(Endless, Seconds(1)), "no end after 1 seconds");
  const auto busy = []
  {
    for (volatile unsigned i = 0;; i = i + 1)
    {
    }
    return std::string();
  };
  EXPECT_EQ(ReasonOf(busy, Seconds(1)), "no end after 1 seconds");
  ChildLimits limits;
  limits.ProcessorSeconds = 1;
  EXPECT_EQ(ReasonOf(busy, limits), Signalled(SIGXCPU));
}

TEST_F(ChildProcess, EndsWithAPipeThatIsStillOpen)
{
  // As if another child had been started in the meantime: a grandchild holds the pipe.
  const auto work = []() -> std::string
  {
    if (fork() == 0)
    {
      sleep(5);
      _exit(0);
    }
    _exit(4);
  };
  EXPECT_EQ(ReasonOf(work, Seconds(4)), "exit status 4");
}

TEST_F(ChildProcess, ClosedPipeIsAnEnd)
{
  const auto work = []() -> std::string
  {
    for (int descriptor = 3; descriptor < 1024; ++descriptor)
    {
      close(descriptor);
    }
    return Endless();
  };
  EXPECT_EQ(ReasonOf(work), Signalled(SIGKILL));
}

TEST_F(ChildProcess, MemoryIsBounded)
{
  ChildLimits limits;
  limits.Memory = 256 << 20;
  const auto take = [](std::size_t bytes)
  {
    return [bytes]
    {
      void* memory =
        mmap(nullptr, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
      return std::string(memory == MAP_FAILED ? "refused" : "given");
    };
  };
  EXPECT_EQ(RunInChild(take(64 << 20), limits), "given");
  EXPECT_EQ(RunInChild(take(512 << 20), limits), "refused");
// These sanitizers end the process instead of throwing bad_alloc.
#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
  const auto grow = []
  {
    std::vector<std::string> all;
    while (true)
    {
      all.emplace_back(1 << 20, 'x');
    }
    return std::string();
  };
  EXPECT_EQ(ReasonOf(grow, limits), "more than 268435456 bytes of memory");
#endif
}

TEST_F(ChildProcess, ResultIsBounded)
{
  ChildLimits limits;
  limits.ResultBytes = 1000;
  const auto bytes = [](std::size_t count) { return [count] { return std::string(count, 'x'); }; };
  EXPECT_EQ(RunInChild(bytes(1000), limits).size(), 1000u);
  EXPECT_EQ(ReasonOf(bytes(1001), limits), "a result of more than 1000 bytes");
}

TEST_F(ChildProcess, CanBeAborted)
{
  int reports = 0;
  const Progress stop = [&](double) { return ++reports < 3; };
  EXPECT_THROW(RunInChild(Endless, {}, stop), Aborted);
  EXPECT_EQ(reports, 3);
}

TEST_F(ChildProcess, ProgressIsThePartThatHasArrived)
{
  double last = 0.0;
  const Progress watch = [&](double fraction)
  {
    EXPECT_GE(fraction, last);
    EXPECT_LE(fraction, 1.0);
    last = fraction;
    return true;
  };
  RunInChild([] { return std::string(1000000, 'x'); }, {}, watch);
  EXPECT_GT(last, 0.5);
}

TEST_F(ChildProcess, PrintsNothingAndLeavesNoCore)
{
  const auto work = []
  {
    std::fputs("should not be seen\n", stderr);
    rlimit core;
    getrlimit(RLIMIT_CORE, &core);
    return std::to_string(core.rlim_cur);
  };
  testing::internal::CaptureStderr();
  EXPECT_EQ(RunInChild(work, {}), "0");
  EXPECT_EQ(testing::internal::GetCapturedStderr(), "");
}

TEST_F(ChildProcess, RunsNothingAtItsEnd)
{
  static int parent = getpid();
  std::atexit(
    []
    {
      if (getpid() != parent)
      {
        pause();
      }
    });
  EXPECT_EQ(RunInChild([] { return std::string("done"); }, {}), "done");
}

TEST_F(ChildProcess, WorksWhileChildrenAreIgnored)
{
  const Disposition ignored(SIGCHLD, SIG_IGN);
  EXPECT_EQ(RunInChild([] { return std::string("done"); }, {}), "done");
  EXPECT_EQ(ReasonOf([]() -> std::string { _exit(3); }), "an early end");
}

TEST_F(ChildProcess, InterruptedCallsGoOn)
{
  struct sigaction handler = {}; // no SA_RESTART
  handler.sa_handler = [](int) {};
  struct sigaction before = {};
  sigaction(SIGALRM, &handler, &before);
  ualarm(1000, 1000);
  const auto slow = []
  {
    std::this_thread::sleep_for(std::chrono::milliseconds(300));
    return std::string(1000000, 'x');
  };
  EXPECT_EQ(RunInChild(slow, {}).size(), 1000000u);
  ualarm(0, 0);
  sigaction(SIGALRM, &before, nullptr);
}

TEST_F(ChildProcess, SeveralAtOnce)
{
  std::vector<std::string> results(4);
  std::vector<std::thread> threads;
  for (std::size_t i = 0; i < results.size(); ++i)
  {
    threads.emplace_back(
      [&results, i]
      {
        for (int k = 0; k < 20; ++k)
        {
          results[i] =
            RunInChild([i] { return std::string(200000, static_cast<char>('a' + i)); }, {});
        }
      });
  }
  for (std::thread& thread : threads)
  {
    thread.join();
  }
  for (std::size_t i = 0; i < results.size(); ++i)
  {
    EXPECT_EQ(results[i], std::string(200000, static_cast<char>('a' + i)));
  }
}
