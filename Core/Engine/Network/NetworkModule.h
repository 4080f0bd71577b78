// SPDX-License-Identifier: BSD-3-Clause
// Internal to Core/Engine: the interface uses types of LibTorch.
#ifndef losslandscape_Engine_Network_NetworkModule_h
#define losslandscape_Engine_Network_NetworkModule_h

#include "Core/Engine/Torch/Tensors.h"

#include <functional>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace losslandscape
{

struct GraphCode;

using NamedTensors = std::vector<std::pair<std::string, torch::Tensor>>;

/// Where the tensor of a parameter has the outputs of its layer, by which its filters (all weights
/// that feed one output) are told apart. The dimension is 0 for linear layers and convolutions, 1
/// for embeddings and transposed convolutions; dimension 0 of the latter counts inputs, block by
/// block of each group.
struct FilterLayout
{
  std::int64_t OutputDimension = 0;
  std::int64_t Groups = 1;
};

/// A layer with running statistics. Its tensors are the network's own buffers, not copies.
struct NormLayer
{
  /// Name of the module; empty if the module is the whole network.
  std::string Name;
  torch::Tensor Mean;
  torch::Tensor Variance;
  /// How many batches the layer has seen in training; undefined if it does not count them.
  torch::Tensor Batches;
  /// Share of a batch in the running statistics; 1 where they are the mean of all batches since the
  /// count was 0. None if the module does not tell.
  std::optional<double> Momentum;
};

/// The layers whose statistics are among the buffers, recognised by the names running_mean,
/// running_var and num_batches_tracked. Their momentum is left to the caller.
std::vector<NormLayer> NormLayersAmong(const NamedTensors& buffers);

/// What the outputs of a network for a batch may depend on besides the batch and its weights.
struct CallEffects
{
  /// Whether calls write to attributes, buffers or weights that later calls read.
  bool CarriesState = false;
  /// Operators that draw random numbers in evaluation, such as "aten::normal_".
  std::set<std::string> RandomOperators;

  /// Whether batches have to come one after the other, from the first one on.
  bool AreSequential() const { return this->CarriesState || !this->RandomOperators.empty(); }
};

/// A network as the suite sees it: built in, exported (.pt2) or loaded from TorchScript.
class NetworkModule
{
public:
  virtual ~NetworkModule() = default;

  /// The tensors that forward takes in every call, by the names of its arguments; those of targets
  /// among them, if it takes any.
  virtual std::vector<std::string> ForwardArguments() const = 0;

  /// Whether forward was written for integers in the place of that argument; none if the network
  /// does not tell.
  virtual std::optional<bool> TakesIntegers(std::size_t argument) const = 0;

  /// The outputs for a batch, (batch, outputs...).
  virtual torch::Tensor Forward(torch::TensorList inputs) = 0;

  /// The loss that the module itself computes from a batch, one number per sample or one in all,
  /// and behind it whatever else it returns, by name. Targets are handed to a module that takes one
  /// tensor more than there are inputs; they may be undefined for others. Built-in networks compute
  /// no loss and throw Error.
  virtual NamedTensors Objective(torch::TensorList inputs, const torch::Tensor& targets) = 0;

  /// The module's own tensors, not copies: writing to them moves the network. Parameters that are
  /// fixed count as buffers.
  NamedTensors Parameters() const;
  NamedTensors Buffers() const;

  /// The parameters, fixed ones among them.
  virtual NamedTensors AllParameters() const = 0;

  /// Fixes the parameters of these names, for this network and its copies.
  void Fix(std::set<std::string> names);
  const std::set<std::string>& FixedNames() const { return this->Fixed; }
  /// Fixes those that are fixed in another network of the same names.
  void FixAs(const NetworkModule& other) { this->Fixed = other.Fixed; }

  /// Tensors of the code itself, which are neither parameters nor buffers.
  virtual NamedTensors Constants() const { return {}; }

  /// Begins a pass over batches in evaluation. What earlier calls have left behind is forgotten and
  /// random numbers start anew, so that all passes with the same weights are the same; weights and
  /// running statistics stay. Returns whether the remaining buffers are new tensors now, with the
  /// values that they had when this copy was made.
  virtual bool BeginPass() { return false; }

  /// Runs `work`, which calls the network in evaluation, and notes the effects of these calls for
  /// all copies of the network.
  virtual void NoteEffects(const std::function<void()>& work) { work(); }
  /// The effects that NoteEffects noted.
  virtual const CallEffects& Effects() const;

  /// Takes over the effects that were noted of another network of the same file.
  virtual void TakeEffects(const NetworkModule& other) { static_cast<void>(other); }

  /// The number of samples that every call must have; none if it may be any.
  virtual std::optional<std::int64_t> FixedBatchSize() const { return std::nullopt; }

  /// Further names of parameters that several layers share, each followed by the name that the
  /// parameter has in Parameters, in the network's order.
  virtual std::vector<std::pair<std::string, std::string>> Aliases() const { return {}; }

  /// The layout of each parameter, in the order of Parameters.
  virtual std::vector<FilterLayout> FilterLayouts() const = 0;

  /// The network as LibTorch itself runs it, with the same tensors, if this one was made from it: a
  /// graph of a TorchScript module has to give the module's results. Null for all others and once
  /// it has been taken; copies have none.
  virtual std::unique_ptr<NetworkModule> TakeOrigin() { return nullptr; }

  /// The graph that the network is; null if it is none.
  virtual std::shared_ptr<const GraphCode> GetCode() const { return nullptr; }

  /// Standard deviation of weights before training; none if it is that of He et al. 2015.
  virtual std::optional<double> InitialDeviation() const { return std::nullopt; }

  /// A copy that shares no tensor with this network.
  virtual std::unique_ptr<NetworkModule> Clone() const = 0;

  /// Switches dropout and batch norm to their behaviour in training or in evaluation.
  virtual void SetTraining(bool training) = 0;

  /// The layers that hold running statistics.
  virtual std::vector<NormLayer> NormLayers() const = 0;
  /// Switches the layers with running statistics to their behaviour in training or in evaluation;
  /// dropout stays as it is.
  virtual void SetNormTraining(bool training) = 0;

  virtual void MoveTo(torch::Device device) = 0;

  /// Floating-point type of the parameters; inputs are converted to it.
  torch::ScalarType ParameterType() const;

  /// Converts those parameters and buffers that have a floating-point type.
  void ConvertTo(torch::ScalarType type);

  /// Copies values into the parameters and buffers that MatchWeights finds for them; the file may
  /// be without those that `mayLack` says (see WeightMatching.h), and without counters of batch
  /// norm (num_batches_tracked). If they do not fit, throws one Error that lists every missing,
  /// unexpected and mis-shaped tensor of the file `source`, and changes nothing. Returns what was
  /// passed over or settled, a line for each.
  std::vector<std::string> Assign(const NamedTensors& values, const std::string& source,
    const std::function<bool(const std::string& name)>& mayLack = {});

  /// The parameters, followed by the buffers.
  NamedTensors State() const;

protected:
  /// What the module itself holds as buffers.
  virtual NamedTensors OwnBuffers() const = 0;

private:
  std::set<std::string> Fixed;
};

} // namespace losslandscape

#endif
