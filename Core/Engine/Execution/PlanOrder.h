// SPDX-License-Identifier: BSD-3-Clause
// Internal to Core/Engine: the interface uses types of LibTorch.
#ifndef losslandscape_Engine_Execution_PlanOrder_h
#define losslandscape_Engine_Execution_PlanOrder_h

#include "Core/Engine/Execution/FusionPlan.h"
#include "Core/Engine/Network/Graph/SharedMemory.h"

namespace losslandscape
{

/// Whether a kernel reads its input number `input` as an image, or else as rows of numbers that lie
/// one after the other.
bool ReadsImage(const FusionPlan& plan, const PlannedStep& step, std::size_t input);

/// Completes a plan whose kernels are chosen: leaves out steps whose results nobody reads any more,
/// puts conversions where an image goes from LibTorch to kernels or back, and notes when values are
/// read last. `graph`: the nodes of the program's steps.
void CompletePlan(FusionPlan& plan, const NetworkGraph& graph, SharedMemory& memory);

} // namespace losslandscape

#endif
