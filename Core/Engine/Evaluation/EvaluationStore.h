// SPDX-License-Identifier: BSD-3-Clause
#ifndef losslandscape_Engine_Evaluation_EvaluationStore_h
#define losslandscape_Engine_Evaluation_EvaluationStore_h

#include "Core/Common/Progress.h"

#include <array>
#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace losslandscape
{

struct Quantity;
struct StoreKey;

/// How long another process may hold the file of evaluated points before a run goes on without it.
constexpr std::chrono::milliseconds UsualStorePatience{ 10000 };

/// What came of a file of evaluated points.
struct CacheUse
{
  std::int64_t PointsFromCache = 0;
  std::int64_t PointsEvaluated = 0;
  /// What the user should know about the file: sentences.
  std::vector<std::string> Warnings;

  /// Adds another one's counts, and those of its warnings that are not there yet.
  void Add(const CacheUse& other);
};

/// Points of a plane by number, in plane coordinates (multiples of its directions).
struct PlanePoints
{
  std::int64_t Count = 0;
  std::function<std::array<double, 3>(std::int64_t point)> Coordinates;
};

/// Takes the numbers of a point as soon as they are known: once for each, from any worker's thread.
using NumberSink = std::function<void(std::int64_t point, const std::vector<double>& numbers)>;

/// The one place where evaluated numbers are kept: a file that any number of runs and processes
/// share (see PointStore), or nothing at all. What is in the file already is not evaluated again,
/// whoever put it there, and numbers are the same to the bit as without a file.
///
/// The file is opened, or made, when it is first needed. One that cannot be used is an Error. One
/// that another process holds for longer than `patience` is none: numbers are evaluated as if it
/// were not there and written once it is free, and a warning tells how many are affected. That
/// writing fails does not stop an evaluation either; it is a warning.
class EvaluationStore
{
public:
  /// An empty name stands for no file.
  explicit EvaluationStore(
    const std::string& file = "", std::chrono::milliseconds patience = UsualStorePatience);
  ~EvaluationStore();
  EvaluationStore(const EvaluationStore&) = delete;
  EvaluationStore& operator=(const EvaluationStore&) = delete;

  const std::string& File() const;

  /// Finds a quantity at all points: in the file, or else by workers (`threads`: their number, each
  /// with its own copy of the network and one thread; 0: one for each processor that may be used,
  /// one on a GPU). Numbers depend on a point's coordinates alone, to the bit. `progress` is called
  /// from this thread, about ten times a second; after it asked to stop, Aborted is thrown within
  /// one batch. New numbers are written about twice a second, and at the end, also if that is an
  /// abort or a failure. Returns where the numbers came from, without warnings. Not for several
  /// threads at once.
  CacheUse Evaluate(const Quantity& quantity, const PlanePoints& points, int threads,
    const NumberSink& sink, const Progress& progress = {});

  /// The result kept under `key`, which is asked for only if there is a file, at `place`; else what
  /// `evaluate` returns, which is kept. A result that `isSound` refuses counts as damaged: a file
  /// may hold anything. For any number of threads while a Writing lives. `keepGoing` is asked while
  /// another process holds the file, and Aborted thrown once it says no.
  std::vector<double> Recall(const std::function<StoreKey()>& key,
    const std::array<double, 3>& place, const std::function<std::vector<double>()>& evaluate,
    const std::function<bool()>& keepGoing,
    const std::function<bool(const std::vector<double>& numbers)>& isSound = {});

  /// While it lives, what is kept is written about twice a second, whenever the progress that it
  /// hands out is reported. What is left is written by Finish, or in a hurry by the destructor if
  /// work ended with an abort or a failure.
  class Writing
  {
  public:
    Writing(EvaluationStore& store, Progress progress);
    ~Writing();
    Writing(const Writing&) = delete;
    Writing& operator=(const Writing&) = delete;

    /// Reports to the progress of the constructor.
    Progress Reporting();
    void Finish();

  private:
    EvaluationStore& Store;
    const Progress TheProgress;
    bool IsFinished = false;
  };

  /// What came of all calls so far, with sentences for the user about what did not go well.
  CacheUse Use() const;

private:
  struct Internals;
  std::unique_ptr<Internals> Impl;
};

} // namespace losslandscape

#endif
