// SPDX-License-Identifier: BSD-3-Clause
// Internal to Core/Engine: the interface uses types of LibTorch.
#ifndef losslandscape_Engine_Network_Script_ForwardArguments_h
#define losslandscape_Engine_Network_Script_ForwardArguments_h

#include <torch/script.h>

#include <optional>
#include <string>
#include <vector>

namespace losslandscape
{

/// Whether forward takes targets after so many inputs: as a tensor that it needs, or as an optional
/// one whose name says so (a GPT's `targets: Optional[Tensor] = None`). Others keep their defaults.
/// Throws Error naming the file if forward needs anything else.
bool TakesTargets(const torch::jit::Module& module, std::size_t inputs, const std::string& path);

/// The names of forward's arguments that have no defaults.
std::vector<std::string> RequiredTensors(const torch::jit::Module& module);

/// The names of the tensors that forward is given by every call of the suite; all its other
/// arguments have defaults. None if calls differ, as where targets may be left out, or cannot be
/// made.
std::optional<std::vector<std::string>> GivenTensors(const torch::jit::Module& module);

} // namespace losslandscape

#endif
