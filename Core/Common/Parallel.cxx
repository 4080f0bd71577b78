// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Common/Parallel.h"

#include "Core/Common/Processors.h"

#include <algorithm>
#include <atomic>
#include <exception>
#include <mutex>
#include <system_error>
#include <thread>
#include <vector>

namespace losslandscape
{
namespace
{

/// The state of one call of ParallelFor.
class Loop
{
public:
  using Piece = std::function<void(std::int64_t, std::int64_t)>;

  Loop(std::int64_t count, std::int64_t grain, const Piece& work)
    : Count(count), Grain(grain), Pieces((count + grain - 1) / grain), Work(work)
  {
  }

  void Run(const Execution& execution)
  {
    std::vector<std::thread> helpers =
      this->Start(std::min<std::int64_t>(ResolveThreads(execution.Threads), this->Pieces));
    this->TakePieces([&] { ReportProgress(execution.Progress, this->Fraction()); });
    for (auto& helper : helpers)
    {
      helper.join();
    }
    if (this->Failure)
    {
      std::rethrow_exception(this->Failure);
    }
    ReportProgress(execution.Progress, 1.0);
  }

private:
  /// Starts the threads beside the caller's; fewer than asked for if the system allows no more.
  std::vector<std::thread> Start(std::int64_t threads)
  {
    std::vector<std::thread> helpers;
    try
    {
      for (std::int64_t i = 1; i < threads; ++i)
      {
        helpers.emplace_back([this] { this->TakePieces([] {}); });
      }
    }
    catch (const std::system_error&)
    {
    }
    return helpers;
  }

  template <typename Report>
  void TakePieces(Report&& report)
  {
    try
    {
      for (std::int64_t piece = this->Next++; piece < this->Pieces && !this->Stop;
           piece = this->Next++)
      {
        const std::int64_t begin = piece * this->Grain;
        this->Work(begin, std::min(begin + this->Grain, this->Count));
        ++this->Done;
        report();
      }
    }
    catch (...)
    {
      const std::lock_guard<std::mutex> lock(this->Mutex);
      this->Failure = this->Failure ? this->Failure : std::current_exception();
      this->Stop = true;
    }
  }

  double Fraction() const
  {
    return static_cast<double>(this->Done) / static_cast<double>(this->Pieces);
  }

  const std::int64_t Count;
  const std::int64_t Grain;
  const std::int64_t Pieces;
  const Piece& Work;
  std::atomic<std::int64_t> Next{ 0 };
  std::atomic<std::int64_t> Done{ 0 };
  std::atomic<bool> Stop{ false };
  std::mutex Mutex;
  std::exception_ptr Failure;
};

} // namespace

Execution Execution::Part(double first, double last) const
{
  Execution part = *this;
  if (this->Progress)
  {
    part.Progress = [whole = this->Progress, first, last](double fraction)
    { return whole(first + fraction * (last - first)); };
  }
  return part;
}

void ParallelFor(std::int64_t count, std::int64_t grain, const Execution& execution,
  const std::function<void(std::int64_t begin, std::int64_t end)>& work)
{
  if (count > 0)
  {
    Loop(count, grain, work).Run(execution);
  }
}

} // namespace losslandscape
