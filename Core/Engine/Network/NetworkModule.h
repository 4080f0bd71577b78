// SPDX-License-Identifier: BSD-3-Clause
// Shows Torch types.
#ifndef losslandscape_Engine_Network_NetworkModule_h
#define losslandscape_Engine_Network_NetworkModule_h

#include "Core/Engine/Network/Layers.h"
#include "Core/Engine/Network/NormLayer.h"
#include "Core/Engine/Torch/Tensors.h"

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace losslandscape
{

using NamedTensors = std::vector<std::pair<std::string, torch::Tensor>>;

/// Where the outputs of a parameter's layer lie in the tensor, so that its filters (all weights
/// that feed one output) can be told apart. Dimension 0 for linear layers and convolutions, 1 for
/// transposed convolutions (whose dimension 0 counts inputs, block by block of each group) and
/// embeddings.
struct FilterLayout
{
  std::int64_t OutputDimension = 0;
  std::int64_t Groups = 1;
};

/// What the outputs of a network for a batch may depend on besides the batch and its weights.
struct CallEffects
{
  /// A call writes to attributes, buffers or weights that later calls read.
  bool CarriesState = false;
  /// Operators that draw random numbers in evaluation: "aten::normal_".
  std::set<std::string> RandomOperators;

  /// Whether batches have to come one after the other, from the first one on.
  bool AreSequential() const { return this->CarriesState || !this->RandomOperators.empty(); }
};

/// A network as the suite sees it, built in or loaded from TorchScript.
class NetworkModule
{
public:
  virtual ~NetworkModule() = default;

  /// Outputs for a batch, (batch, outputs...).
  virtual torch::Tensor Forward(const torch::Tensor& inputs) = 0;

  /// The loss that the module itself computes from a batch: per sample or one number. Built-in
  /// networks have none and throw Error.
  virtual torch::Tensor Objective(const torch::Tensor& inputs, const torch::Tensor& targets) = 0;

  /// The module's own tensors: writing to them moves the network.
  virtual NamedTensors Parameters() const = 0;
  virtual NamedTensors Buffers() const = 0;

  /// Begins a pass over batches in evaluation: what earlier calls have left behind is forgotten,
  /// and random numbers start anew, so that all passes with the same weights are the same. Weights
  /// and running statistics stay. Returns whether buffers are other tensors now, with the values
  /// that they had when this copy was made.
  virtual bool BeginPass() { return false; }

  /// Runs `work`, which calls the network in evaluation, and notes the effects of these calls, for
  /// all copies of the network.
  virtual void NoteEffects(const std::function<void()>& work) { work(); }
  virtual const CallEffects& Effects() const;

  /// Those noted of a network of the same file.
  virtual void TakeEffects(const NetworkModule& other) { static_cast<void>(other); }

  /// Further names of parameters that several layers share, each with the name that Parameters has,
  /// in the network's order.
  virtual std::vector<std::pair<std::string, std::string>> Aliases() const { return {}; }

  /// One layout for each parameter, in the same order.
  virtual std::vector<FilterLayout> FilterLayouts() const = 0;

  /// The network in evaluation mode as a list of layers; empty if it is none.
  virtual LayerList Layers() const { return {}; }

  /// Standard deviation of weights before training, if it is not that of He et al. 2015.
  virtual std::optional<double> InitialDeviation() const { return std::nullopt; }

  /// A copy that shares no tensor.
  virtual std::unique_ptr<NetworkModule> Clone() const = 0;

  /// Training or evaluation behaviour (dropout, batch norm).
  virtual void SetTraining(bool training) = 0;

  /// The layers that hold running statistics, and training behaviour of these alone: dropout stays
  /// as it is.
  virtual std::vector<NormLayer> NormLayers() const = 0;
  virtual void SetNormTraining(bool training) = 0;

  virtual void MoveTo(torch::Device device) = 0;

  /// Type of the parameters; inputs are converted to it.
  torch::ScalarType ParameterType() const;

  /// Converts parameters and buffers of floating-point types.
  void ConvertTo(torch::ScalarType type);

  /// Copies values into the parameters and buffers that MatchWeights finds for them. `source` names
  /// the file in errors. Every missing, unexpected and mis-shaped tensor is listed in one Error,
  /// and nothing is changed then. Counters of batch norm (num_batches_tracked) may be missing.
  /// Returns what was passed over or settled, a line for each.
  std::vector<std::string> Assign(const NamedTensors& values, const std::string& source);

  /// Parameters followed by buffers.
  NamedTensors State() const;
};

} // namespace losslandscape

#endif
