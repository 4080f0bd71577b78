// SPDX-License-Identifier: BSD-3-Clause
// Internal to Core/Engine: the interface uses types of LibTorch.
#ifndef losslandscape_Engine_Network_Script_ScriptChecks_h
#define losslandscape_Engine_Network_Script_ScriptChecks_h

#include <torch/csrc/jit/ir/ir.h>

#include <memory>

namespace losslandscape
{

/// Takes the checks out of a graph that raise an exception, all as if they passed, unless one looks
/// at the numbers in tensors and not at their shapes alone. Takes out warnings.
void RemoveChecks(std::shared_ptr<torch::jit::Graph>& graph);

/// Throws Error if there still is a check.
void RequireNoChecks(torch::jit::Graph& graph);

} // namespace losslandscape

#endif
