// SPDX-License-Identifier: BSD-3-Clause
// Internal to Core/Engine: the interface uses types of LibTorch.
#ifndef losslandscape_Engine_Network_Script_ScriptGraph_h
#define losslandscape_Engine_Network_Script_ScriptGraph_h

#include "Core/Engine/Network/Graph/GraphNetwork.h"

#include <torch/script.h>

namespace losslandscape
{

/// A TorchScript module as a graph, with the module's own tensors.
struct ScriptGraph
{
  /// Null if the module cannot be written as a graph.
  std::shared_ptr<GraphCode> Code;
  std::map<std::string, torch::Tensor> Tensors;
  /// What stands in the way.
  std::string Obstacle;
};

/// `label`: file or name, for messages. `dimensions`: see Flatten.
ScriptGraph ImportScript(const torch::jit::Module& module, const std::string& label,
  std::optional<std::int64_t> dimensions = std::nullopt);

} // namespace losslandscape

#endif
