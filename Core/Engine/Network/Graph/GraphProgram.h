// SPDX-License-Identifier: BSD-3-Clause
// Internal to Core/Engine: the interface uses types of LibTorch.
#ifndef losslandscape_Engine_Network_Graph_GraphProgram_h
#define losslandscape_Engine_Network_Graph_GraphProgram_h

#include "Core/Engine/Network/Graph/GraphMode.h"
#include "Core/Files/Networks/NetworkGraph.h"

#include <ATen/core/ivalue.h>

#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

namespace losslandscape
{

class GraphStep;

/// What a step of a program does to values, by their numbers.
struct StepEffects
{
  std::vector<std::size_t> Reads;
  /// Those of Reads that it writes to, and those that a result may share memory with.
  std::vector<std::size_t> Written;
  std::vector<std::size_t> Viewed;
  std::vector<std::size_t> Results;
};

/// A graph made ready to run by LibTorch's operators, with derivatives on any device. It has no
/// tensors of its own and may be run by several threads at once.
class GraphProgram
{
public:
  /// Throws Error that names the operator if the graph has one that cannot be run, or that writes
  /// to weights.
  explicit GraphProgram(const NetworkGraph& graph);
  ~GraphProgram();
  GraphProgram(const GraphProgram&) = delete;
  GraphProgram& operator=(const GraphProgram&) = delete;

  /// What the graph returns for the values of its inputs, one for each in their order. What the
  /// graph writes to inputs, it writes to copies; running statistics alone move in `NormTraining`.
  std::vector<c10::IValue> Run(std::vector<c10::IValue> inputs, const GraphMode& mode) const;

  /// The inputs that the graph writes to.
  const std::vector<std::size_t>& WrittenInputs() const { return this->Copied; }

  /// The inputs that an output may share memory with.
  std::vector<std::size_t> ViewedInputs() const;

  // For those who run other code in place of some steps:

  /// There is one step for each node, in the same order, but for assertions.
  std::size_t StepCount() const { return this->Steps.size(); }
  StepEffects EffectsOf(std::size_t step) const;
  /// Computes what a step computes from values that are there.
  void RunStep(std::size_t step, std::vector<c10::IValue>& values, const GraphMode& mode) const;

  /// Values are numbered: the inputs from 0 on, then the results of the steps.
  std::size_t ValueCount() const { return this->Numbers.size(); }
  std::size_t NumberOf(const std::string& value) const;
  const std::vector<std::size_t>& Outputs() const { return this->OutputNumbers; }

private:
  class Preparation;

  std::vector<std::unique_ptr<GraphStep>> Steps;
  std::map<std::string, std::size_t> Numbers;
  std::vector<std::size_t> OutputNumbers;
  /// Inputs that the graph writes to, and those that its outputs may be views of.
  std::vector<std::size_t> Copied;
  std::set<std::size_t> Viewed;
};

/// Whether a node is one of the checks that torch.export writes down for its own later passes.
/// They are not run.
bool IsAssertion(const GraphNode& node);

} // namespace losslandscape

#endif
