// SPDX-License-Identifier: BSD-3-Clause
// Internal to Core/Engine: the interface uses types of LibTorch.
#ifndef losslandscape_Engine_Execution_FusionPlan_h
#define losslandscape_Engine_Execution_FusionPlan_h

#include "Core/Engine/Execution/Layer.h"
#include "Core/Engine/Network/Graph/GraphProgram.h"
#include "Core/Engine/Network/NetworkModule.h"

#include <map>
#include <memory>
#include <optional>
#include <vector>

namespace losslandscape
{

/// One step of a network: a kernel in place of several nodes, or a node that LibTorch runs.
struct PlannedStep
{
  /// What a kernel computes; none for a step of the program.
  std::optional<Layer> Kernel;
  /// Number of that step.
  std::size_t ProgramStep = 0;
  /// Numbers of the values that a kernel reads, and of the one that it makes. A layer that adds
  /// reads what it adds last.
  std::vector<std::size_t> Inputs;
  std::size_t Output = 0;
};

/// How a network in evaluation is computed for batches of one size: by which kernels, and what
/// LibTorch does in between. It holds no weights, and copies of the network share it.
struct FusionPlan
{
  /// The network in evaluation, whose values the steps name.
  std::unique_ptr<const GraphProgram> Program;
  std::vector<PlannedStep> Steps;
  /// The shape of each value; empty for what is no tensor of float32.
  std::vector<std::vector<std::int64_t>> Shapes;
  /// Steps of `Steps` after which nobody reads a value any more, nor what shares its memory.
  std::vector<std::size_t> LastUse;
  /// Names of the parameters, buffers and constants that are the program's inputs, by value.
  std::map<std::size_t, std::string> Tensors;
  /// The values that are given to the network, and that it returns.
  std::size_t Input = 0;
  std::size_t Output = 0;
  /// Whether each sample's outputs are computed from its inputs alone, as far as the steps tell, so
  /// that a smaller batch can be run as part of a full one.
  bool SeparatesSamples = true;
};

/// A plan for the network with batches like `inputs`, which it is run on once. Null if it is no
/// graph with one input and one output, writes to its inputs or tensors, or has nothing that
/// kernels could do.
std::unique_ptr<const FusionPlan> PlanFusion(
  const NetworkModule& network, const torch::Tensor& inputs);

} // namespace losslandscape

#endif
