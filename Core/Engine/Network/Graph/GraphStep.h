// SPDX-License-Identifier: BSD-3-Clause
// Internal to Core/Engine: the interface uses types of LibTorch.
#ifndef losslandscape_Engine_Network_Graph_GraphStep_h
#define losslandscape_Engine_Network_Graph_GraphStep_h

#include "Core/Engine/Network/Graph/OperatorCall.h"

#include <functional>
#include <memory>
#include <optional>
#include <vector>

namespace losslandscape
{

/// What is done for one node of a graph.
class GraphStep
{
public:
  virtual ~GraphStep() = default;

  virtual GraphValues Compute(const GraphValues& values, const GraphMode& mode) const = 0;
  virtual void ForEachValue(const std::function<void(std::size_t)>& visit) const = 0;
  /// The values that the step writes to, and those that its results are views of.
  virtual std::vector<std::size_t> Written() const { return {}; }
  virtual std::vector<std::size_t> Viewed() const { return {}; }

  /// Numbers of the results. A list of tensors has several; one that nobody reads has none.
  std::vector<std::vector<std::optional<std::size_t>>> Results;
  std::vector<bool> AreLists;
  /// Values that no later step reads.
  std::vector<std::size_t> Finished;
};

/// The step that a node is, without its results. Throws Error that names the operator if it cannot
/// be run.
std::unique_ptr<GraphStep> MakeStep(const GraphNode& node, const ValueNumbers& numbers);

} // namespace losslandscape

#endif
