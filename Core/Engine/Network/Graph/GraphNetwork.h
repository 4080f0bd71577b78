// SPDX-License-Identifier: BSD-3-Clause
// Internal to Core/Engine: the interface uses types of LibTorch.
#ifndef losslandscape_Engine_Network_Graph_GraphNetwork_h
#define losslandscape_Engine_Network_Graph_GraphNetwork_h

#include "Core/Engine/Network/Graph/GraphProgram.h"
#include "Core/Engine/Network/NetworkModule.h"
#include "Core/Files/Networks/NetworkProgram.h"

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace losslandscape
{

/// What the copies of a network that is a graph have in common: all but its tensors.
struct GraphCode
{
  /// The program's own tensors are not looked at. `label`: file or name, for messages. Throws Error
  /// that names the label if the graph cannot be run.
  GraphCode(const std::string& label, NetworkProgram program);

  const std::string Label;
  const NetworkProgram Written;
  const GraphProgram Runnable;
  /// Values that forward is given, by their names in the graph, in order.
  const std::vector<std::string> UserInputs;
  /// See LayoutsIn, MomentaIn and NormRunsIn.
  const std::map<std::string, FilterLayout> Layouts;
  const std::map<std::string, double> Momenta;
  const std::map<std::string, std::int64_t> NormRuns;
  /// See NetworkModule::InitialDeviation.
  std::optional<double> InitialDeviation;
  /// Whether the outputs may be losses. See NetworkModule::Objective.
  bool ComputesLoss = true;
  /// See NetworkModule::NoteEffects.
  CallEffects Noted;
};

/// What the graph is given for a tensor of the data: integers where it was written for them,
/// numbers of type `numbers` elsewhere. Throws Error if it was written for another shape. `input`:
/// one of the code's UserInputs.
torch::Tensor InputOf(const GraphCode& code, const std::string& input, const torch::Tensor& data,
  torch::ScalarType numbers);

/// A network that is a graph, whatever file or family it came from. It is run by LibTorch's
/// operators, so that it has derivatives.
///
/// `tensors`: parameters, buffers and constants, each under the first of its names. `origin`: see
/// NetworkModule::TakeOrigin; it has the same tensors.
std::unique_ptr<NetworkModule> MakeGraphNetwork(std::shared_ptr<GraphCode> code,
  std::map<std::string, torch::Tensor> tensors, std::unique_ptr<NetworkModule> origin = nullptr);

} // namespace losslandscape

#endif
