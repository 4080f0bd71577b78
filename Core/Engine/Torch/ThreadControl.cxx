// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Engine/Torch/ThreadControl.h"

#include <ATen/Parallel.h>

#include <dlfcn.h>
#include <mutex>
#include <omp.h>
#include <sys/resource.h>

namespace losslandscape
{
namespace
{

using SetThreads = void (*)(int);
using GetThreads = int (*)();

/// A function of OpenBLAS; null if this process has not loaded that library.
template <typename Function>
Function OpenBlasFunction(const char* name)
{
  void* library = dlopen("libopenblas.so.0", RTLD_LAZY | RTLD_NOLOAD);
  return library ? reinterpret_cast<Function>(dlsym(library, name)) : nullptr;
}

std::mutex BlasMutex;
int BlasUsers = 0;
int BlasThreadsBefore = 0;

} // namespace

void MakeThisThreadSequential()
{
  // LibTorch applies its own setting when a thread first asks for it, so the thread asks before
  // ours is made.
  at::get_num_threads();
  omp_set_num_threads(1);
}

void YieldToOtherThreads()
{
#ifdef __linux__
  // On Linux, other than POSIX says, the priority is that of the calling thread alone.
  constexpr int Niceness = 10;
  setpriority(PRIO_PROCESS, 0, getpriority(PRIO_PROCESS, 0) + Niceness);
#endif
}

SequentialBlas::SequentialBlas()
{
  const std::lock_guard<std::mutex> lock(BlasMutex);
  if (BlasUsers++ > 0)
  {
    return;
  }
  const auto get = OpenBlasFunction<GetThreads>("openblas_get_num_threads");
  const auto set = OpenBlasFunction<SetThreads>("openblas_set_num_threads");
  if (get && set)
  {
    BlasThreadsBefore = get();
    set(1);
  }
}

SequentialBlas::~SequentialBlas()
{
  const std::lock_guard<std::mutex> lock(BlasMutex);
  if (--BlasUsers > 0)
  {
    return;
  }
  const auto set = OpenBlasFunction<SetThreads>("openblas_set_num_threads");
  if (set && BlasThreadsBefore > 0)
  {
    set(BlasThreadsBefore);
  }
}

TorchThreads::TorchThreads(int threads) : Previous(at::get_num_threads())
{
  at::set_num_threads(threads);
}

TorchThreads::~TorchThreads()
{
  at::set_num_threads(this->Previous);
}

} // namespace losslandscape
