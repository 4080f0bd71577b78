// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Engine/Torch/Workers.h"

#include "Core/Common/Processors.h"
#include "Core/Engine/Torch/GpuPrecision.h"
#include "Core/Engine/Torch/ThreadControl.h"

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
  TaskRun(std::int64_t total, const torch::Device& device, const std::function<Task()>& makeTask)
    : Total(total), Device(device), MakeTask(makeTask)
  {
  }

  void Run(int workers, const Progress& progress)
  {
    std::vector<std::thread> threads = this->Start(workers);
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
  std::vector<std::thread> Start(int workers)
  {
    std::vector<std::thread> threads;
    threads.reserve(static_cast<std::size_t>(workers));
    const std::lock_guard<std::mutex> lock(this->Mutex);
    try
    {
      while (this->Running < workers)
      {
        threads.emplace_back([this] { this->Work(); });
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

  void Work()
  {
    try
    {
      MakeThisThreadSequential();
      const Task task = this->MakeTask();
      for (std::int64_t index = this->Next++; index < this->Total && !this->Stop;
           index = this->Next++)
      {
        this->Do(task, index);
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

  void Do(const Task& task, std::int64_t index)
  {
    const GpuPrecision precision(Precision::NetworksOwn, this->Device);
    task(index, [this] { return !this->Stop; });
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

  const std::int64_t Total;
  const torch::Device Device;
  const std::function<Task()>& MakeTask;
  std::atomic<std::int64_t> Next{ 0 };
  std::atomic<std::int64_t> Done{ 0 };
  std::atomic<bool> Stop{ false };
  std::mutex Mutex;
  std::condition_variable Changed;
  int Running = 0;
  std::exception_ptr Failure;
};

} // namespace

Workers WorkersFor(int threads, std::int64_t total, const torch::Device& device)
{
  const int wanted = threads == 0 && device.is_cuda() ? 1 : ResolveThreads(threads);
  return { static_cast<int>(std::min<std::int64_t>(wanted, total)), device };
}

void RunTasks(std::int64_t total, const Workers& workers, const std::function<Task()>& makeTask,
  const Progress& progress)
{
  const SequentialBlas sequentialBlas;
  TaskRun(total, workers.Device, makeTask).Run(workers.Count, progress);
}

} // namespace losslandscape
