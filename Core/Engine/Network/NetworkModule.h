// SPDX-License-Identifier: BSD-3-Clause
// Shows Torch types.
#ifndef losslandscape_Engine_Network_NetworkModule_h
#define losslandscape_Engine_Network_NetworkModule_h

#include "Core/Engine/Network/Layers.h"
#include "Core/Engine/Network/NormLayer.h"
#include "Core/Engine/Torch/Tensors.h"

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

  /// Further names of parameters that several layers share, each with the name that Parameters has,
  /// in the network's order.
  virtual std::vector<std::pair<std::string, std::string>> Aliases() const { return {}; }

  /// One layout for each parameter, in the same order.
  virtual std::vector<FilterLayout> FilterLayouts() const = 0;

  /// The network in evaluation mode as a list of layers; empty if it is none.
  virtual LayerList Layers() const { return {}; }

  /// Standard deviation of weights before training, if it is not that of He et al. 2015.
  virtual std::optional<double> InitialDeviation() const { return std::nullopt; }

  /// A copy that shares nothing.
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
