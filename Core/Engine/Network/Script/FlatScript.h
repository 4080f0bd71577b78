// SPDX-License-Identifier: BSD-3-Clause
// Internal to Core/Engine: the interface uses types of LibTorch.
#ifndef losslandscape_Engine_Network_Script_FlatScript_h
#define losslandscape_Engine_Network_Script_FlatScript_h

#include "Core/Engine/Network/Script/ScriptAttributes.h"

namespace losslandscape
{

/// The forward of a module without calls, attributes and control flow.
struct FlatScript
{
  /// Its inputs are the tensors that forward is given, followed by those that the module holds.
  std::shared_ptr<torch::jit::Graph> Graph;
  std::vector<HeldTensor> Held;
  std::size_t GivenTensors = 1;
};

/// What forward does in training or in evaluation. Checks that raise an exception for shapes that
/// do not fit are left out: whoever runs the result has to run the module first, on a batch of the
/// same shapes. Throws Error that names the reason if forward cannot be written so.
FlatScript Flatten(const torch::jit::Module& module, bool training);

} // namespace losslandscape

#endif
