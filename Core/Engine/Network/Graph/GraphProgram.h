// SPDX-License-Identifier: BSD-3-Clause
// Internal to Core/Engine: the interface uses types of LibTorch.
#ifndef losslandscape_Engine_Network_Graph_GraphProgram_h
#define losslandscape_Engine_Network_Graph_GraphProgram_h

#include "Core/Engine/Network/Graph/GraphMode.h"
#include "Core/Files/Networks/NetworkGraph.h"

#include <ATen/core/ivalue.h>

#include <memory>
#include <string>
#include <vector>

namespace losslandscape
{

class GraphStep;

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

private:
  class Preparation;

  std::vector<std::unique_ptr<GraphStep>> Steps;
  /// The numbers of the values that hold the inputs are 0, 1, ...; those of the outputs:
  std::vector<std::size_t> Outputs;
  std::vector<std::size_t> Copied;
  std::size_t NumberOfValues = 0;
};

} // namespace losslandscape

#endif
