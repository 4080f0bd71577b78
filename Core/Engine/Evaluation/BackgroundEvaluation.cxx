// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Engine/Evaluation/BackgroundEvaluation.h"

#include "Core/Engine/Evaluation/GridEvaluation.h"
#include "Core/Engine/Torch/ThreadControl.h"

#include <algorithm>
#include <array>
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

/// Of reports while somebody waits.
constexpr auto ReportInterval = milliseconds(50);

} // namespace

struct BackgroundEvaluation::Internals
{
  Internals(std::shared_ptr<const Plane> plane, const Grid& grid, const std::string& cacheFile,
    std::vector<std::int64_t> order)
    : ThePlane(std::move(plane)), TheGrid(grid), CacheFile(cacheFile), Order(std::move(order))
  {
    this->Points.Fields.assign(
      3, std::vector<double>(this->Order.size(), std::numeric_limits<double>::quiet_NaN()));
    this->Points.Evaluated.assign(this->Order.size(), 0);
  }

  void Run()
  {
    std::exception_ptr failure;
    try
    {
      YieldToOtherThreads();
      this->EvaluateMissing();
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
    this->Ended.notify_all();
  }

  void EvaluateMissing()
  {
    const auto wanted = [this](double) { return !this->StopAsked; };
    const std::vector<std::int64_t> missing = this->Missing();
    PointCache cache(this->CacheFile, *this->ThePlane, wanted);
    const PlanePoints points = { static_cast<std::int64_t>(missing.size()),
      [&](std::int64_t i)
      { return PointCoordinates(this->TheGrid, this->TheGrid.WholeExtent(), missing[i]); } };
    const auto keep = [&](std::int64_t i, const LossValue& value)
    { this->Keep(missing[i], value); };
    try
    {
      cache.Evaluate(points, this->Threads, keep, wanted);
    }
    catch (...)
    {
      this->AddUse(cache.Use());
      throw;
    }
    this->AddUse(cache.Use());
  }

  std::vector<std::int64_t> Missing() const
  {
    const std::lock_guard<std::mutex> lock(this->Mutex);
    std::vector<std::int64_t> missing;
    std::copy_if(this->Order.begin(), this->Order.end(), std::back_inserter(missing),
      [this](std::int64_t point) { return !this->Points.Evaluated[point]; });
    return missing;
  }

  void Keep(std::int64_t point, const LossValue& value)
  {
    const std::lock_guard<std::mutex> lock(this->Mutex);
    this->Points.Fields[0][point] = value.Loss;
    this->Points.Fields[1][point] = value.Accuracy;
    this->Points.Fields[2][point] = value.StandardError;
    this->Points.Evaluated[point] = 1;
    ++this->Points.Count;
  }

  void AddUse(const CacheUse& use)
  {
    const std::lock_guard<std::mutex> lock(this->Mutex);
    this->FileUse.Add(use);
  }

  std::int64_t Total() const { return static_cast<std::int64_t>(this->Order.size()); }

  const std::shared_ptr<const Plane> ThePlane;
  const Grid TheGrid;
  const std::string CacheFile;
  const std::vector<std::int64_t> Order;

  std::thread Thread;
  int Threads = 0; ///< of the last run
  std::atomic<bool> StopAsked{ false };

  mutable std::mutex Mutex; ///< of what follows
  std::condition_variable Ended;
  EvaluatedPoints Points;
  bool Running = false;
  std::exception_ptr Failure;
  CacheUse FileUse;
};

BackgroundEvaluation::BackgroundEvaluation(std::shared_ptr<const Plane> plane, const Grid& grid,
  const std::string& cacheFile, std::vector<std::int64_t> order)
  : Impl(std::make_unique<Internals>(std::move(plane), grid, cacheFile, std::move(order)))
{
}

BackgroundEvaluation::~BackgroundEvaluation()
{
  this->Stop();
}

bool BackgroundEvaluation::Start(int threads)
{
  if (this->IsRunning() && threads == this->Impl->Threads)
  {
    return false;
  }
  this->Stop();
  if (this->Count() == this->Impl->Total())
  {
    return false;
  }
  this->Impl->Threads = threads;
  this->Impl->StopAsked = false;
  this->Impl->Failure = nullptr;
  this->Impl->Running = true;
  try
  {
    this->Impl->Thread = std::thread([this] { this->Impl->Run(); });
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
  this->Impl->StopAsked = true;
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

void BackgroundEvaluation::Wait(milliseconds patience, const Progress& progress)
{
  const auto end = steady_clock::now() + patience;
  std::unique_lock<std::mutex> lock(this->Impl->Mutex);
  while (this->Impl->Running && steady_clock::now() < end)
  {
    this->Impl->Ended.wait_until(lock, std::min(end, steady_clock::now() + ReportInterval));
    const double fraction =
      static_cast<double>(this->Impl->Points.Count) / static_cast<double>(this->Impl->Total());
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
  points.IsComplete = !this->Impl->Running && points.Count == this->Impl->Total();
  return points;
}

CacheUse BackgroundEvaluation::Use() const
{
  const std::lock_guard<std::mutex> lock(this->Impl->Mutex);
  CacheUse use = this->Impl->FileUse;
  // A run that was stopped does not count what it has evaluated.
  use.PointsEvaluated = this->Impl->Points.Count - use.PointsFromCache;
  return use;
}

} // namespace losslandscape
