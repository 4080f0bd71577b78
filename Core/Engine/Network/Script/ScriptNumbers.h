// SPDX-License-Identifier: BSD-3-Clause
// Internal to Core/Engine: the interface uses types of LibTorch.
#ifndef losslandscape_Engine_Network_Script_ScriptNumbers_h
#define losslandscape_Engine_Network_Script_ScriptNumbers_h

#include <torch/csrc/jit/ir/ir.h>

#include <string>

namespace losslandscape
{

/// The function of SymbolicNumbers that a node of TorchScript stands for: arithmetic of numbers,
/// sizes, lists, and what a tensor is like. Empty for any other node.
std::string NumberFunctionOf(const torch::jit::Node& node);

} // namespace losslandscape

#endif
