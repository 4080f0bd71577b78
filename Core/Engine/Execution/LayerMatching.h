// SPDX-License-Identifier: BSD-3-Clause
#ifndef losslandscape_Engine_Execution_LayerMatching_h
#define losslandscape_Engine_Execution_LayerMatching_h

#include "Core/Engine/Execution/GraphContext.h"
#include "Core/Engine/Execution/Layer.h"

#include <optional>
#include <string>
#include <vector>

namespace losslandscape
{

/// A layer, and the values that it reads.
struct MatchedLayer
{
  Layer How;
  std::vector<std::string> Inputs;
};

/// The layer that a node of a graph in evaluation is (see InEvaluation), whether torch.export wrote
/// it, TorchScript or the suite itself. None if there is no kernel for it: what a kernel needs to
/// know has to be written in the graph, and weights have to be tensors of the network's state.
std::optional<MatchedLayer> MatchLayer(const GraphNode& node, const GraphContext& context);

/// The batch norm with running statistics that a node is.
std::optional<NormTensors> MatchNorm(const GraphNode& node, const GraphContext& context);

/// The functions of each number by itself that a node is, one after the other; empty if it is none.
std::vector<Nonlinearity> MatchNonlinearity(const GraphNode& node);

} // namespace losslandscape

#endif
