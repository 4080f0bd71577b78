// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Network/GridEvaluation.h"

#include "Core/Network/PointEvaluator.h"
#include "Core/Network/ThreadControl.h"
#include "Core/Network/TorchErrors.h"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <exception>
#include <limits>
#include <mutex>
#include <system_error>
#include <thread>

namespace losslandscape
{
namespace
{

std::array<double, 3> PointCoordinates(const Grid& grid, const Extent& extent, std::int64_t point)
{
  std::array<double, 3> coordinates;
  for (int axis = 0; axis < 3; ++axis)
  {
    const std::int64_t length = extent[2 * axis + 1] - extent[2 * axis] + 1;
    coordinates[axis] = grid.Coordinate(axis, extent[2 * axis] + static_cast<int>(point % length));
    point /= length;
  }
  return coordinates;
}

/// Workers that take the next point from a common counter until none is left, one fails, or the
/// calling thread asks them to stop.
class GridRun
{
public:
  GridRun(const Grid& grid, const Extent& extent, const LandscapeArrays& arrays)
    : TheGrid(grid), TheExtent(extent), Arrays(arrays), Total(NumberOfPoints(extent))
  {
  }

  void Run(const Plane& plane, int workers, const Progress& progress)
  {
    std::vector<std::thread> threads = this->Start(plane, workers);
    const bool finished = this->WaitForWorkers(progress);
    for (auto& thread : threads)
    {
      thread.join();
    }
    if (this->Failure)
    {
      std::rethrow_exception(this->Failure);
    }
    if (!finished)
    {
      throw Aborted();
    }
  }

private:
  /// Starts as many workers as the system allows: values do not depend on their number. Fails only
  /// if it allows none.
  std::vector<std::thread> Start(const Plane& plane, int workers)
  {
    std::vector<std::thread> threads;
    threads.reserve(static_cast<std::size_t>(workers));
    const std::lock_guard<std::mutex> lock(this->Mutex);
    try
    {
      while (this->Running < workers)
      {
        threads.emplace_back([this, &plane] { this->Work(plane); });
        ++this->Running;
      }
    }
    catch (const std::system_error&)
    {
      if (threads.empty())
      {
        throw;
      }
    }
    return threads;
  }

  void Work(const Plane& plane)
  {
    try
    {
      MakeThisThreadSequential();
      PointEvaluator evaluator(plane);
      for (std::int64_t point = this->Next++; point < this->Total && !this->Stop;
           point = this->Next++)
      {
        const auto coordinates = PointCoordinates(this->TheGrid, this->TheExtent, point);
        this->Store(point, evaluator.Evaluate(coordinates, [this] { return !this->Stop; }));
        ++this->Done;
      }
    }
    catch (const Aborted&)
    {
      // The calling thread asked for it and knows.
    }
    catch (...)
    {
      const std::lock_guard<std::mutex> lock(this->Mutex);
      this->Failure = this->Failure ? this->Failure : std::current_exception();
      this->Stop = true;
    }
    const std::lock_guard<std::mutex> lock(this->Mutex);
    --this->Running;
    this->Changed.notify_all();
  }

  void Store(std::int64_t point, const LossValue& value)
  {
    this->Arrays.Loss[point] = value.Loss;
    this->Arrays.Accuracy[point] = value.Accuracy;
    this->Arrays.StandardError[point] = value.StandardError;
  }

  bool WaitForWorkers(const Progress& progress)
  {
    bool wanted = true;
    std::unique_lock<std::mutex> lock(this->Mutex);
    while (this->Running > 0)
    {
      this->Changed.wait_for(lock, std::chrono::milliseconds(100));
      if (wanted && progress)
      {
        lock.unlock();
        wanted = this->Report(progress);
        this->Stop = this->Stop || !wanted;
        lock.lock();
      }
    }
    return wanted || this->Done == this->Total;
  }

  /// The callback is the caller's code: what it throws must not leave workers running.
  bool Report(const Progress& progress)
  {
    try
    {
      return progress(static_cast<double>(this->Done) / static_cast<double>(this->Total));
    }
    catch (...)
    {
      const std::lock_guard<std::mutex> lock(this->Mutex);
      this->Failure = std::current_exception();
      return false;
    }
  }

  const Grid& TheGrid;
  const Extent& TheExtent;
  const LandscapeArrays& Arrays;
  const std::int64_t Total;
  std::atomic<std::int64_t> Next{ 0 };
  std::atomic<std::int64_t> Done{ 0 };
  std::atomic<bool> Stop{ false };
  std::mutex Mutex;
  std::condition_variable Changed;
  int Running = 0;
  std::exception_ptr Failure;
};

int WorkerCount(int threads, std::int64_t points, const torch::Device& device)
{
  const int wanted = threads == 0 && device.is_cuda() ? 1 : ResolveThreads(threads);
  return static_cast<int>(std::min<std::int64_t>(wanted, points));
}

} // namespace

void EvaluateGrid(const Plane& plane, const Grid& grid, const Extent& extent, int threads,
  const LandscapeArrays& arrays, const Progress& progress)
{
  const std::int64_t points = NumberOfPoints(extent);
  const auto& problem = plane.GetProblem().GetInternals();
  const int workers = WorkerCount(threads, points, problem.Device);
  if (points == 0)
  {
    return;
  }
  for (double* array : { arrays.Loss, arrays.Accuracy, arrays.StandardError })
  {
    std::fill_n(array, points, std::numeric_limits<double>::quiet_NaN());
  }
  const SequentialBlas sequentialBlas;
  TranslateTorchErrors("the landscape cannot be evaluated", problem.WeightsSource,
    [&] { GridRun(grid, extent, arrays).Run(plane, workers, progress); });
}

} // namespace losslandscape
