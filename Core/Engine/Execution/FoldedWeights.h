// SPDX-License-Identifier: BSD-3-Clause
// Shows Torch types.
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

/// Writes all numbers of one tensor of a network's state (parameters, then buffers; see
/// NetworkModule::State) at some place in parameter space.
using StateReader = std::function<void(std::size_t tensor, double* values)>;

/// Number of a tensor in the state. Throws Error if there is none of that name: then the list of
/// layers is wrong.
std::size_t NeedTensor(const NamedTensors& state, const std::string& name);

/// Weight and bias of one layer, with the batch norm that follows folded into them: in evaluation
/// mode it is an affine map of each output, scale * (x - mean) / sqrt(variance + epsilon) + shift.
class FoldedWeights
{
public:
  /// Throws Error if the state lacks a tensor of the layer.
  FoldedWeights(const Layer& layer, const NamedTensors& state);

  /// (outputs, ...), as the network holds it.
  const std::vector<std::int64_t>& WeightShape() const { return this->Shape; }

  struct Values
  {
    std::vector<float> Weight;
    std::vector<float> Bias;      ///< one for each output
    std::vector<double> Unfolded; ///< the weight as read
  };

  /// Folds in double precision, into vectors that may be used for one layer after another.
  void Read(const StateReader& read, Values& values) const;

private:
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
  /// Scale, shift, mean and variance; empty without batch norm.
  std::vector<Tensor> Norm;
  double Epsilon;
};

} // namespace losslandscape

#endif
