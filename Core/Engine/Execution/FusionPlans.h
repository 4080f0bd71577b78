// SPDX-License-Identifier: BSD-3-Clause
// Internal to Core/Engine: the interface uses types of LibTorch.
#ifndef losslandscape_Engine_Execution_FusionPlans_h
#define losslandscape_Engine_Execution_FusionPlans_h

#include "Core/Engine/Execution/FusionPlan.h"

#include <map>
#include <memory>
#include <mutex>

namespace losslandscape
{

/// The plans of one network, which its copies share: one for each size of a batch.
class FusionPlans
{
public:
  /// The plan for batches like `inputs`, made when it is first asked for; null if there is none.
  /// May be called by several threads at once.
  std::shared_ptr<const FusionPlan> For(const NetworkModule& network, const torch::Tensor& inputs)
  {
    const std::lock_guard<std::mutex> lock(this->Mutex);
    const auto [place, isNew] = this->Plans.emplace(inputs.size(0), nullptr);
    if (isNew)
    {
      const torch::NoGradGuard noGradient;
      place->second = PlanFusion(network, inputs);
    }
    return place->second;
  }

private:
  std::mutex Mutex;
  std::map<std::int64_t, std::shared_ptr<const FusionPlan>> Plans;
};

} // namespace losslandscape

#endif
