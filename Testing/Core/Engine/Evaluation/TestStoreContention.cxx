// SPDX-License-Identifier: BSD-3-Clause
// Many processes and one file of evaluated points. Truth: the numbers are a formula.
#include "Testing/Core/Engine/NetworkTesting.h"

#include "Core/Engine/Evaluation/EvaluationStore.h"
#include "Core/Engine/Evaluation/Quantity.h"
#include "Testing/Core/Store/KeyedStore.h"

#include <sqlite3.h>

#include <array>
#include <chrono>
#include <csignal>
#include <filesystem>
#include <sys/wait.h>
#include <unistd.h>

using namespace losslandscape;

namespace
{

using std::chrono::milliseconds;

constexpr int Processes = 8;
constexpr std::int64_t PointsPerCall = 10;
constexpr int Calls = 6;

std::string FreshFile(const std::string& name)
{
  const auto path = TestOutput(name);
  std::filesystem::remove(path);
  std::filesystem::remove(path + "-journal");
  return path;
}

/// A connection of another program.
class OtherProgram
{
public:
  explicit OtherProgram(const std::string& path) { sqlite3_open(path.c_str(), &this->Connection); }
  ~OtherProgram() { sqlite3_close(this->Connection); }
  OtherProgram(const OtherProgram&) = delete;
  OtherProgram& operator=(const OtherProgram&) = delete;
  void Execute(const char* sql)
  {
    EXPECT_EQ(sqlite3_exec(this->Connection, sql, nullptr, nullptr, nullptr), SQLITE_OK) << sql;
  }

private:
  sqlite3* Connection = nullptr;
};

/// A process of its own that holds a file from the time this is made.
class Holder
{
public:
  explicit Holder(const std::string& path)
  {
    int ends[2];
    EXPECT_EQ(pipe(ends), 0);
    this->Child = fork();
    if (this->Child == 0)
    {
      OtherProgram other(path);
      other.Execute("BEGIN EXCLUSIVE");
      static_cast<void>(!write(ends[1], "x", 1));
      while (true)
      {
        pause();
      }
    }
    char held = 0;
    EXPECT_EQ(read(ends[0], &held, 1), 1);
    close(ends[0]);
    close(ends[1]);
  }

  ~Holder()
  {
    kill(this->Child, SIGKILL);
    waitpid(this->Child, nullptr, 0);
  }
  Holder(const Holder&) = delete;
  Holder& operator=(const Holder&) = delete;

private:
  pid_t Child;
};

std::array<double, 3> Place(std::int64_t point)
{
  return { static_cast<double>(point), 0.5, 0.0 };
}

double NumberOf(const std::array<double, 3>& place)
{
  return 3.0 * place[0] + place[1];
}

/// Evaluates points from `first`; returns how many of the numbers are right.
std::int64_t Evaluate(
  EvaluationStore& store, std::int64_t first, std::int64_t count = PointsPerCall)
{
  static const Problem::Internals nothing;
  std::int64_t right = 0;
  const PlanePoints points = { count, [&](std::int64_t i) { return Place(first + i); } };
  const auto makeWorker = []() -> PointWorker
  {
    return [](const std::array<double, 3>& place, const std::function<bool()>&)
    { return std::vector<double>{ NumberOf(place) }; };
  };
  store.Evaluate({ nothing, 1, [] { return std::string("a formula"); }, makeWorker, "" }, points, 1,
    [&](std::int64_t i, const std::vector<double>& numbers)
    { right += numbers == std::vector<double>{ NumberOf(Place(first + i)) } ? 1 : 0; });
  return right;
}

/// A process that evaluates points of its own, in several calls; its status is 0 if all went well.
pid_t StartProcess(const std::string& file, int process, milliseconds patience)
{
  const pid_t child = fork();
  if (child != 0)
  {
    return child;
  }
  int status = 0;
  try
  {
    EvaluationStore store(file, patience);
    for (int call = 0; call < Calls; ++call)
    {
      const std::int64_t first = (process * Calls + call) * PointsPerCall;
      status += Evaluate(store, first) == PointsPerCall ? 0 : 1;
    }
  }
  catch (const std::exception&)
  {
    status = 99;
  }
  _exit(status);
}

void ExpectAllWell(const std::string& file, milliseconds patience)
{
  std::vector<pid_t> children;
  for (int process = 0; process < Processes; ++process)
  {
    children.push_back(StartProcess(file, process, patience));
  }
  for (const pid_t child : children)
  {
    int status = -1;
    waitpid(child, &status, 0);
    EXPECT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) == 0) << status;
  }
}

} // namespace

TEST(StoreContention, ManyProcessesOnAFileThatOneHoldsAllTheTime)
{
  const auto file = FreshFile("held.sqlite");
  KeyedStore(file, "anything", 1);
  {
    const Holder holder(file);
    ExpectAllWell(file, milliseconds(200));
  }
  EvaluationStore store(file, milliseconds(200));
  Evaluate(store, 0, Processes * Calls * PointsPerCall);
  EXPECT_EQ(store.Use().PointsFromCache, 0);
}

TEST(StoreContention, ManyProcessesWithoutPatience)
{
  const auto file = FreshFile("saturated.sqlite");
  ExpectAllWell(file, milliseconds(0));
  EvaluationStore store(file, milliseconds(10000));
  EXPECT_EQ(
    Evaluate(store, 0, Processes * Calls * PointsPerCall), Processes * Calls * PointsPerCall);
  EXPECT_TRUE(store.Use().Warnings.empty());
}

TEST(StoreContention, PatientProcessesKeepAll)
{
  const auto file = FreshFile("patient.sqlite");
  ExpectAllWell(file, milliseconds(60000));
  EvaluationStore store(file, milliseconds(10000));
  Evaluate(store, 0, Processes * Calls * PointsPerCall);
  EXPECT_EQ(store.Use().PointsFromCache, Processes * Calls * PointsPerCall);
}

TEST(StoreContention, AHeldFileIsAWarningThatCountsPoints)
{
  const auto file = FreshFile("warning.sqlite");
  KeyedStore(file, "anything", 1);
  OtherProgram other(file);
  other.Execute("BEGIN EXCLUSIVE");
  EvaluationStore store(file, milliseconds(100));
  EXPECT_EQ(Evaluate(store, 0, 10), 10);
  EXPECT_EQ(Evaluate(store, 10, 7), 7);
  const CacheUse use = store.Use();
  EXPECT_EQ(use.PointsEvaluated, 17);
  ASSERT_EQ(use.Warnings.size(), 2u);
  ExpectContains(use.Warnings[0], "another program held the cache file: 17 values");
  ExpectContains(use.Warnings[1], "17 values are not in the cache file");
  ExpectContains(use.Warnings[1], "another program holds it");
  other.Execute("ROLLBACK");
}

/// Those of the time before as well.
TEST(StoreContention, ValuesAreKeptOnceTheFileIsFree)
{
  const auto file = FreshFile("freed.sqlite");
  KeyedStore(file, "anything", 1);
  OtherProgram other(file);
  other.Execute("BEGIN EXCLUSIVE");
  EvaluationStore store(file, milliseconds(100));
  Evaluate(store, 0);
  other.Execute("ROLLBACK");
  Evaluate(store, PointsPerCall);
  ASSERT_EQ(store.Use().Warnings.size(), 1u);
  ExpectContains(store.Use().Warnings[0], "10 values were not looked for in it");
  EvaluationStore second(file, milliseconds(100));
  Evaluate(second, 0, 2 * PointsPerCall);
  EXPECT_EQ(second.Use().PointsFromCache, 2 * PointsPerCall);
}
