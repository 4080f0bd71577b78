// SPDX-License-Identifier: BSD-3-Clause
// Internal to Core/Engine: the interface uses types of LibTorch.
#ifndef losslandscape_Engine_Network_Script_FlatScript_h
#define losslandscape_Engine_Network_Script_FlatScript_h

#include "Core/Engine/Network/Script/ScriptAttributes.h"

#include <cstdint>
#include <optional>

namespace losslandscape
{

/// The forward of a module without calls, attributes and control flow.
struct FlatScript
{
  /// Its inputs are the tensors that forward is given, followed by those that the module holds.
  std::shared_ptr<torch::jit::Graph> Graph;
  std::vector<HeldTensor> Held;
  /// The names of the tensors that forward is given.
  std::vector<std::string> Given;
  /// Whether it is for inputs of the number of dimensions alone that was told.
  bool HasDimensions = false;
};

/// What forward does in training or in evaluation. Checks that raise an exception for shapes that
/// do not fit are left out: whoever runs the result has to run the module first, on a batch of the
/// same shapes. `dimensions`: how many the inputs have, if that is known: PyTorch's recurrent
/// layers look at it. Throws Error that names the reason if forward cannot be written so.
FlatScript Flatten(const torch::jit::Module& module, bool training,
  std::optional<std::int64_t> dimensions = std::nullopt);

} // namespace losslandscape

#endif
