// SPDX-License-Identifier: BSD-3-Clause
// Internal to Core/Engine: the interface uses types of LibTorch.
#ifndef losslandscape_Engine_Torch_Workers_h
#define losslandscape_Engine_Torch_Workers_h

#include "Core/Common/Progress.h"
#include "Core/Engine/Torch/Tensors.h"

#include <cstdint>
#include <functional>
#include <string>

namespace losslandscape
{

/// Does one task. `keepGoing` is asked now and then; once it says no, the task throws Aborted.
using Task = std::function<void(std::int64_t index, const std::function<bool()>& keepGoing)>;

/// Workers that compute on one device, and what an error of LibTorch in one of them means.
struct Workers
{
  int Count;
  torch::Device Device;
  /// What failed, "the landscape cannot be evaluated" say, and whose network or weights it was: see
  /// TranslatedTorchError. Without them errors stay as they are.
  std::string Failure = {};
  std::string Where = {};
};

/// How many workers `total` tasks get on a device if the user wants `threads` (0: one for each
/// processor that may be used, one on a GPU).
int NumberOfWorkers(int threads, std::int64_t total, const torch::Device& device);

/// Does the tasks 0 ... total - 1 on worker threads of one processor each, which take the next one
/// from a common counter. Each worker calls `makeTask` once, for a task of its own. What a task
/// throws first is thrown on once all workers have ended, Aborted once `progress` asked to stop;
/// `progress` is called from this thread about ten times a second.
///
/// Tasks on a GPU, backward passes included, compute in the network's own precision unless they
/// choose another one (see GpuPrecision).
void RunTasks(std::int64_t total, const Workers& workers, const std::function<Task()>& makeTask,
  const Progress& progress);

} // namespace losslandscape

#endif
