// SPDX-License-Identifier: BSD-3-Clause
// Internal to Core/Engine: the interface uses types of LibTorch.
#ifndef losslandscape_Engine_Network_Script_ModuleTensors_h
#define losslandscape_Engine_Network_Script_ModuleTensors_h

#include "Core/Engine/Network/NetworkModule.h"

#include <torch/script.h>

namespace losslandscape
{

// A TorchScript module's own tensors, by their names in its state dict.

/// What can move. A tensor that several layers share is one parameter, under its first name.
NamedTensors ParametersOf(const torch::jit::Module& module);

/// The names of parameters that are not trained (requires_grad is False).
std::set<std::string> FrozenIn(const torch::jit::Module& module);

/// The floating-point type of the parameters, which inputs have too.
torch::ScalarType TypeOf(const torch::jit::Module& module);

/// The buffers, and parameters of integers, which cannot move.
NamedTensors BuffersOf(const torch::jit::Module& module);

/// The further names of shared parameters, each followed by the first one.
std::vector<std::pair<std::string, std::string>> AliasesOf(const torch::jit::Module& module);

} // namespace losslandscape

#endif
