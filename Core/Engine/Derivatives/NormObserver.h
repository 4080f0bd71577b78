// SPDX-License-Identifier: BSD-3-Clause
// Internal to Core/Engine: the interface uses types of LibTorch.
#ifndef losslandscape_Engine_Derivatives_NormObserver_h
#define losslandscape_Engine_Derivatives_NormObserver_h

#include "Core/Engine/Torch/Tensors.h"

#include <ATen/record_function.h>

#include <vector>

namespace losslandscape
{

/// What LibTorch's operator of batch norm was given in one call. Tensors are undefined where it got
/// none; the input is part of the graph that the network builds.
struct NormCall
{
  torch::Tensor Input;
  torch::Tensor Weight;
  torch::Tensor Bias;
  torch::Tensor RunningMean;
  /// Share of this batch in the running statistics.
  double Momentum;
  double Epsilon;
};

/// While alive, notes all calls of batch norm by the calling thread, in order, in networks of any
/// origin, TorchScript included. One at a time in each thread.
class NormObserver
{
public:
  NormObserver();
  ~NormObserver();
  NormObserver(const NormObserver&) = delete;
  NormObserver& operator=(const NormObserver&) = delete;

  const std::vector<NormCall>& Calls() const;

private:
  at::CallbackHandle Callback;
};

} // namespace losslandscape

#endif
