// SPDX-License-Identifier: BSD-3-Clause
// Internal to Core/Engine: the interface uses types of LibTorch.
#ifndef losslandscape_Engine_Network_Graph_SpelledOperators_h
#define losslandscape_Engine_Network_Graph_SpelledOperators_h

#include "Core/Engine/Network/Graph/GraphMode.h"

#include <ATen/core/ivalue.h>

#include <string>
#include <vector>

namespace losslandscape
{

/// An operator that is made of others here: LibTorch 1.13 lacks it, or its own version has no
/// second derivative, or follows no mode.
struct SpelledOperator
{
  /// The names of its arguments. Those that a graph leaves out are None.
  std::vector<std::string> Arguments;
  std::vector<c10::IValue> (*Run)(const std::vector<c10::IValue>& arguments, const GraphMode& mode);
  /// Whether the result may share memory with the first argument.
  bool IsView = false;
};

/// The operator that torch.export writes so, such as
/// "torch.ops.aten.scaled_dot_product_attention.default". Null for any other.
const SpelledOperator* FindSpelledOperator(const std::string& name);

} // namespace losslandscape

#endif
