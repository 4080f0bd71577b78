// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Engine/Torch/Workers.h"

#include "Core/Common/Processors.h"
#include "Core/Engine/Torch/GpuPrecision.h"
#include "Core/Engine/Torch/ThreadControl.h"
#include "Core/Engine/Torch/TorchErrors.h"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <exception>
#include <mutex>
#include <system_error>
#include <thread>
#include <vector>

namespace losslandscape
{
namespace
{

/// Workers that take the next task until none is left, one fails, or the calling thread asks them
/// to stop.
class TaskRun
{
public:
  TaskRun(std::int64_t total, const Workers& workers, const std::function<Task()>& makeTask)
    : Total(total), TheWorkers(workers), MakeTask(makeTask)
  {
  }

  /// Starts as many workers as the system allows: values do not depend on their number. Fails only
  /// if it allows none.
  void Start()
  {
    const std::lock_guard<std::mutex> lock(this->Mutex);
    try
    {
      while (this->Running < this->TheWorkers.Count)
      {
        this->Threads.emplace_back(&TaskRun::Work, this);
        ++this->Running;
      }
    }
    catch (const std::system_error&)
    {
      this->Failure = this->Threads.empty() ? std::current_exception() : nullptr;
    }
  }

  void Wait(const Progress& progress)
  {
    std::unique_lock<std::mutex> lock(this->Mutex);
    while (this->Running > 0)
    {
      this->Changed.wait_for(lock, std::chrono::milliseconds(100));
      if (this->Wanted && progress)
      {
        lock.unlock();
        this->Wanted = this->Report(progress);
        this->Stop = this->Stop || !this->Wanted;
        lock.lock();
      }
    }
    lock.unlock();
    for (auto& thread : this->Threads)
    {
      thread.join();
    }
  }

  void ThrowFailure() const
  {
    if (this->Failure && this->TheWorkers.Failure.empty())
    {
      std::rethrow_exception(this->Failure);
    }
    if (this->Failure)
    {
      TranslateTorchErrors(this->TheWorkers.Failure, this->TheWorkers.Where,
        [this] { std::rethrow_exception(this->Failure); });
    }
    if (!this->Wanted && this->Done < this->Total)
    {
      throw Aborted();
    }
  }

private:
  void Work()
  {
    try
    {
      MakeThisThreadSequential();
      const Task task = this->MakeTask();
      const auto keepGoing = [this] { return !this->Stop; };
      for (std::int64_t index = this->Next++; index < this->Total && !this->Stop;
           index = this->Next++)
      {
        const GpuPrecision precision(Precision::NetworksOwn, this->TheWorkers.Device);
        task(index, keepGoing);
        ++this->Done;
      }
    }
    catch (const Aborted&)
    {
      // The calling thread asked for it and knows.
    }
    catch (...)
    {
      this->Fail();
    }
    const std::lock_guard<std::mutex> lock(this->Mutex);
    --this->Running;
    this->Changed.notify_all();
  }

  /// Keeps the exception that is being handled, unless there is an earlier one.
  void Fail()
  {
    const std::lock_guard<std::mutex> lock(this->Mutex);
    this->Failure = this->Failure ? this->Failure : std::current_exception();
    this->Stop = true;
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
      this->Fail();
      return false;
    }
  }

  const std::int64_t Total;
  const Workers& TheWorkers;
  const std::function<Task()>& MakeTask;
  std::vector<std::thread> Threads;
  std::atomic<std::int64_t> Next{ 0 };
  std::atomic<std::int64_t> Done{ 0 };
  std::atomic<bool> Stop{ false };
  bool Wanted = true;
  std::mutex Mutex;
  std::condition_variable Changed;
  int Running = 0;
  std::exception_ptr Failure;
};

} // namespace

int NumberOfWorkers(int threads, std::int64_t total, const torch::Device& device)
{
  const int wanted = threads == 0 && device.is_cuda() ? 1 : ResolveThreads(threads);
  return static_cast<int>(std::min<std::int64_t>(wanted, total));
}

void RunTasks(std::int64_t total, const Workers& workers, const std::function<Task()>& makeTask,
  const Progress& progress)
{
  const SequentialBlas sequentialBlas;
  TaskRun run(total, workers, makeTask);
  run.Start();
  run.Wait(progress);
  run.ThrowFailure();
}

} // namespace losslandscape
