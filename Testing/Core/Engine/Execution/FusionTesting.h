// SPDX-License-Identifier: BSD-3-Clause
#ifndef losslandscape_Testing_FusionTesting_h
#define losslandscape_Testing_FusionTesting_h

#include "Core/Engine/Execution/FusedNetwork.h"

#include <algorithm>
#include <memory>
#include <set>

namespace losslandscape
{

/// Gives a fused network the weights that `network` has.
inline void LoadStateOf(FusedNetwork& fused, const NetworkModule& network)
{
  const NamedTensors state = network.State();
  fused.Load(
    [&](std::size_t tensor, double* values)
    {
      const auto source = state[tensor].second.to(torch::kFloat64).contiguous();
      std::copy_n(source.data_ptr<double>(), source.numel(), values);
    });
}

/// The kinds of kernels in a plan.
inline std::multiset<Layer::Kind> KernelsIn(const FusionPlan& plan)
{
  std::multiset<Layer::Kind> kinds;
  for (const PlannedStep& step : plan.Steps)
  {
    if (step.Kernel)
    {
      kinds.insert(step.Kernel->Type);
    }
  }
  return kinds;
}

/// The number of steps that LibTorch runs.
inline std::size_t ProgramStepsIn(const FusionPlan& plan)
{
  return plan.Steps.size() - KernelsIn(plan).size();
}

inline double LargestDifference(const torch::Tensor& found, const torch::Tensor& expected)
{
  const auto scale = std::max(expected.abs().max().item<double>(), 1e-30);
  return (found.to(torch::kFloat64) - expected).abs().max().item<double>() / scale;
}

} // namespace losslandscape

#endif
