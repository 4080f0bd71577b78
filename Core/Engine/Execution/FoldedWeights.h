// SPDX-License-Identifier: BSD-3-Clause
// Internal to Core/Engine: the interface uses types of LibTorch.
#ifndef losslandscape_Engine_Execution_FoldedWeights_h
#define losslandscape_Engine_Execution_FoldedWeights_h

#include "Core/Engine/Network/Layers.h"
#include "Core/Engine/Network/NetworkModule.h"

#include <cstdint>
#include <functional>
#include <optional>
#include <vector>

namespace losslandscape
{

/// Writes all numbers that one tensor of a network's state (see NetworkModule::State) has at some
/// place in parameter space.
using StateReader = std::function<void(std::size_t tensor, double* values)>;

/// Number of a tensor in the state. Throws Error if the state has none of that name, since the list
/// of layers is wrong then.
std::size_t NeedTensor(const NamedTensors& state, const std::string& name);

/// Weight and bias of one layer, with the batch norm that follows folded into them: in evaluation
/// mode batch norm is an affine map of each output, scale * (x - mean) / sqrt(variance + epsilon) +
/// shift.
class FoldedWeights
{
public:
  /// Throws Error if the state lacks a tensor of the layer.
  FoldedWeights(const Layer& layer, const NamedTensors& state);

  /// Shape of the weight as the network holds it, (outputs, ...).
  const std::vector<std::int64_t>& WeightShape() const { return this->Shape; }

  struct Values
  {
    std::vector<float> Weight;
    std::vector<float> Bias;      ///< one for each output
    std::vector<double> Unfolded; ///< the weight as read
  };

  /// Reads the layer's tensors and folds them in double precision. `values` may be used for one
  /// layer after another.
  void Read(const StateReader& read, Values& values) const;

private:
  /// A tensor's number in the state, and how many elements it has.
  struct Tensor
  {
    std::size_t Index;
    std::size_t Count;
  };

  static std::optional<Tensor> Find(const NamedTensors& state, const std::string& name);
  static Tensor Need(const NamedTensors& state, const std::string& name);
  static std::vector<double> ReadTensor(const StateReader& read, const Tensor& tensor);

  std::vector<std::int64_t> Shape;
  Tensor Weight;
  std::optional<Tensor> Bias;
  /// Scale, shift, mean and variance of the batch norm, in this order; empty without batch norm.
  std::vector<Tensor> Norm;
  double Epsilon;
};

} // namespace losslandscape

#endif
