// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Engine/Evaluation/BackgroundEvaluation.h"

#include "Core/Engine/Evaluation/GridEvaluation.h"
#include "Core/Engine/Torch/ThreadControl.h"
#include "Core/Mathematics/Sampling/CoarseToFine.h"
#include "Core/Mathematics/Sampling/GridLevels.h"

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <exception>
#include <limits>
#include <mutex>
#include <thread>
#include <utility>

namespace losslandscape
{
namespace
{

using std::chrono::milliseconds;
using std::chrono::steady_clock;

/// How often somebody who waits for the evaluation reports progress.
constexpr auto ReportInterval = milliseconds(50);

std::int64_t NumberOfPoints(const Grid& grid)
{
  return losslandscape::NumberOfPoints(grid.WholeExtent());
}

} // namespace

struct BackgroundEvaluation::Internals
{
  Internals(std::shared_ptr<const Plane> plane, const Grid& grid, const std::string& cacheFile,
    Schedule schedule, Share share)
    : ThePlane(std::move(plane)), TheGrid(grid), CacheFile(cacheFile),
      TheSchedule(std::move(schedule)), TheShare(share)
  {
    const auto size = static_cast<std::size_t>(NumberOfPoints(grid));
    this->Points.Fields.assign(
      this->NumberOfFields(), std::vector<double>(size, std::numeric_limits<double>::quiet_NaN()));
    this->Points.Evaluated.assign(size, 0);
  }

  std::size_t NumberOfFields() const { return NumbersPerLoss(this->ThePlane->GetProblem()); }

  void Run(Priority priority)
  {
    std::exception_ptr failure;
    try
    {
      if (priority == Priority::Low)
      {
        YieldToOtherThreads();
      }
      this->Evaluate();
    }
    catch (const Aborted&)
    {
      // Stop has asked for it.
    }
    catch (...)
    {
      failure = std::current_exception();
    }
    const std::lock_guard<std::mutex> lock(this->Mutex);
    this->Failure = failure;
    this->Running = false;
    this->Changed.notify_all();
  }

  void Evaluate()
  {
    EvaluationStore store(this->CacheFile);
    try
    {
      std::visit([&](const auto& schedule) { this->Follow(schedule, store); }, this->TheSchedule);
    }
    catch (...)
    {
      this->AddUse(store.Use());
      throw;
    }
    this->AddUse(store.Use());
  }

  void Follow(const PointOrder& order, EvaluationStore& store)
  {
    this->Measure(order, store,
      [this](double)
      {
        const std::lock_guard<std::mutex> lock(this->Mutex);
        this->Fraction =
          static_cast<double>(this->Points.Count) / static_cast<double>(NumberOfPoints(TheGrid));
      });
    const std::lock_guard<std::mutex> lock(this->Mutex);
    this->Points.IsComplete = true;
  }

  /// A run that goes on after it was stopped asks for the same batches again, whose points are
  /// known.
  void Follow(const sampling::AdaptiveOptions& options, EvaluationStore& store)
  {
    sampling::AdaptiveSample sample;
    sampling::SampleAdaptively(
      this->TheGrid, options, static_cast<int>(this->NumberOfFields()),
      [&](const std::vector<std::int64_t>& batch, sampling::AdaptiveSample& all,
        const Progress& progress)
      {
        this->Measure(this->FromCoarseToFine(batch), store, progress);
        this->CopyTo(all, batch);
      },
      sample,
      [this](double fraction)
      {
        const std::lock_guard<std::mutex> lock(this->Mutex);
        this->Fraction = fraction;
        return !this->StopAsked;
      });
    this->Complete(sample);
  }

  /// Whoever looks on sees the whole grid early. Results do not depend on the order in a batch.
  std::vector<std::int64_t> FromCoarseToFine(std::vector<std::int64_t> batch)
  {
    if (this->Places.empty())
    {
      const PointOrder order =
        sampling::CoarseToFine(sampling::GridLevels(this->TheGrid.Resolution()));
      this->Places.resize(order.size());
      for (std::size_t place = 0; place < order.size(); ++place)
      {
        this->Places[order[place]] = static_cast<std::int64_t>(place);
      }
    }
    std::sort(batch.begin(), batch.end(),
      [this](std::int64_t one, std::int64_t other)
      { return this->Places[one] < this->Places[other]; });
    return batch;
  }

  void CopyTo(sampling::AdaptiveSample& sample, const std::vector<std::int64_t>& batch) const
  {
    const std::lock_guard<std::mutex> lock(this->Mutex);
    for (const std::int64_t point : batch)
    {
      for (std::size_t field = 0; field < this->Points.Fields.size(); ++field)
      {
        sample.Fields[field][point] = this->Points.Fields[field][point];
      }
      sample.Evaluated[point] = 1;
    }
  }

  void Complete(const sampling::AdaptiveSample& sample)
  {
    const std::lock_guard<std::mutex> lock(this->Mutex);
    this->Points.Fields = sample.Fields;
    this->Points.Evaluated = sample.Evaluated;
    this->Points.Adaptive = AdaptiveReport{ sample.NumberOfEvaluations, sample.AbsoluteTolerance,
      sample.ErrorSamples, sample.MaxError };
    this->Points.IsComplete = true;
  }

  /// Returns once the values of the whole batch are known, also those of other shares.
  template <typename Report>
  void Measure(const std::vector<std::int64_t>& batch, EvaluationStore& store, Report&& report)
  {
    const std::vector<std::int64_t> own = this->MissingOf(batch);
    const PlanePoints points = { static_cast<std::int64_t>(own.size()),
      [&](std::int64_t i)
      { return PointCoordinates(this->TheGrid, this->TheGrid.WholeExtent(), own[i]); } };
    EvaluatePoints(
      store, *this->ThePlane, points, this->Threads,
      [&](std::int64_t i, const LossValue& value) {
        this->Keep({ own[i], value });
      },
      [&](double fraction)
      {
        report(fraction);
        return !this->StopAsked;
      });
    this->WaitForOthers(batch);
  }

  void WaitForOthers(const std::vector<std::int64_t>& batch)
  {
    const auto isKnown = [&](std::int64_t point) { return this->Points.Evaluated[point] != 0; };
    std::unique_lock<std::mutex> lock(this->Mutex);
    this->NeedsOthers = true;
    this->Changed.notify_all();
    this->Changed.wait(
      lock, [&] { return this->StopAsked || std::all_of(batch.begin(), batch.end(), isKnown); });
    this->NeedsOthers = false;
    if (this->StopAsked && !std::all_of(batch.begin(), batch.end(), isKnown))
    {
      throw Aborted();
    }
  }

  /// What this process has to evaluate of a batch.
  std::vector<std::int64_t> MissingOf(const std::vector<std::int64_t>& batch) const
  {
    const std::lock_guard<std::mutex> lock(this->Mutex);
    std::vector<std::int64_t> missing;
    for (std::size_t i = this->TheShare.Rank; i < batch.size(); i += this->TheShare.Size)
    {
      if (!this->Points.Evaluated[batch[i]])
      {
        missing.push_back(batch[i]);
      }
    }
    return missing;
  }

  void Keep(const PointValue& known)
  {
    const std::lock_guard<std::mutex> lock(this->Mutex);
    this->Set(known);
    if (this->TheShare.Size > 1)
    {
      this->New.push_back(known);
    }
  }

  /// With the mutex locked.
  void Set(const PointValue& known)
  {
    const auto& [point, value] = known;
    const std::vector<double> numbers = NumbersOf(value, this->ThePlane->GetProblem());
    for (std::size_t field = 0; field < numbers.size(); ++field)
    {
      this->Points.Fields[field][point] = numbers[field];
    }
    this->Points.Count += this->Points.Evaluated[point] ? 0 : 1;
    this->Points.Evaluated[point] = 1;
  }

  void AddUse(const CacheUse& use)
  {
    const std::lock_guard<std::mutex> lock(this->Mutex);
    this->FileUse.Add(use);
  }

  const std::shared_ptr<const Plane> ThePlane;
  const Grid TheGrid;
  const std::string CacheFile;
  const Schedule TheSchedule;
  const Share TheShare;

  /// Place of each point in the order from coarse to fine; empty until it is needed.
  std::vector<std::int64_t> Places;

  std::thread Thread;
  int Threads = 0; ///< of the last run
  std::atomic<bool> StopAsked{ false };

  mutable std::mutex Mutex; ///< of what follows
  std::condition_variable Changed;
  EvaluatedPoints Points;
  std::vector<PointValue> New;
  double Fraction = 0.0;
  bool Running = false;
  bool NeedsOthers = false;
  std::exception_ptr Failure;
  CacheUse FileUse;
};

BackgroundEvaluation::BackgroundEvaluation(std::shared_ptr<const Plane> plane, const Grid& grid,
  const std::string& cacheFile, Schedule schedule, Share share)
  : Impl(std::make_unique<Internals>(std::move(plane), grid, cacheFile, std::move(schedule), share))
{
}

BackgroundEvaluation::~BackgroundEvaluation()
{
  this->Stop();
}

bool BackgroundEvaluation::Start(int threads, Priority priority)
{
  if (this->IsRunning() && threads == this->Impl->Threads)
  {
    return false;
  }
  this->Stop();
  if (this->Impl->Points.IsComplete)
  {
    return false;
  }
  this->Impl->Threads = threads;
  this->Impl->StopAsked = false;
  this->Impl->Failure = nullptr;
  this->Impl->Running = true;
  try
  {
    this->Impl->Thread = std::thread([this, priority] { this->Impl->Run(priority); });
  }
  catch (...)
  {
    this->Impl->Running = false;
    throw;
  }
  return true;
}

void BackgroundEvaluation::Stop()
{
  {
    const std::lock_guard<std::mutex> lock(this->Impl->Mutex);
    this->Impl->StopAsked = true;
    this->Impl->Changed.notify_all();
  }
  if (this->Impl->Thread.joinable())
  {
    this->Impl->Thread.join();
  }
}

bool BackgroundEvaluation::IsRunning() const
{
  const std::lock_guard<std::mutex> lock(this->Impl->Mutex);
  return this->Impl->Running;
}

std::int64_t BackgroundEvaluation::Count() const
{
  const std::lock_guard<std::mutex> lock(this->Impl->Mutex);
  return this->Impl->Points.Count;
}

std::vector<PointValue> BackgroundEvaluation::TakeNew()
{
  const std::lock_guard<std::mutex> lock(this->Impl->Mutex);
  return std::exchange(this->Impl->New, {});
}

void BackgroundEvaluation::Give(const std::vector<PointValue>& values)
{
  const std::lock_guard<std::mutex> lock(this->Impl->Mutex);
  for (const PointValue& value : values)
  {
    this->Impl->Set(value);
  }
  this->Impl->Changed.notify_all();
}

void BackgroundEvaluation::Wait(milliseconds patience, const Progress& progress)
{
  const auto end = steady_clock::now() + patience;
  const bool isAlone = this->Impl->TheShare.Size == 1;
  std::unique_lock<std::mutex> lock(this->Impl->Mutex);
  while (this->Impl->Running && (isAlone || !this->Impl->NeedsOthers) && steady_clock::now() < end)
  {
    this->Impl->Changed.wait_until(lock, std::min(end, steady_clock::now() + ReportInterval));
    const double fraction = this->Impl->Fraction;
    lock.unlock();
    ReportProgress(progress, fraction);
    lock.lock();
  }
  if (this->Impl->Failure)
  {
    std::rethrow_exception(std::exchange(this->Impl->Failure, nullptr));
  }
}

EvaluatedPoints BackgroundEvaluation::Snapshot() const
{
  const std::lock_guard<std::mutex> lock(this->Impl->Mutex);
  EvaluatedPoints points = this->Impl->Points;
  points.IsComplete = points.IsComplete && !this->Impl->Running;
  return points;
}

CacheUse BackgroundEvaluation::Use() const
{
  const std::lock_guard<std::mutex> lock(this->Impl->Mutex);
  return this->Impl->FileUse;
}

} // namespace losslandscape
