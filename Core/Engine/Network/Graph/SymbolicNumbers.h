// SPDX-License-Identifier: BSD-3-Clause
// Internal to Core/Engine: the interface uses types of LibTorch.
#ifndef losslandscape_Engine_Network_Graph_SymbolicNumbers_h
#define losslandscape_Engine_Network_Graph_SymbolicNumbers_h

#include "Core/Engine/Torch/Tensors.h"

#include <ATen/core/ivalue.h>

#include <string>
#include <vector>

namespace losslandscape
{

/// A function of numbers, lists, and what a tensor is like, with Python's meaning.
struct NumberFunction
{
  /// How many arguments it takes, or the fewest.
  std::size_t ArgumentCount;
  /// Throws Error for results that 64 bits cannot hold, and for what Python raises an exception.
  c10::IValue (*Run)(const std::vector<c10::IValue>&);
};

/// The function that torch.export writes so: "_operator.floordiv", "torch.sym_max",
/// "torch.ops.aten.sym_size.int", and what TorchScript has beside. Null for anything else.
const NumberFunction* FindNumberFunction(const std::string& name);

} // namespace losslandscape

#endif
