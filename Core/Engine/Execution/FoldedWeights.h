// SPDX-License-Identifier: BSD-3-Clause
// Internal to Core/Engine: the interface uses types of LibTorch.
#ifndef losslandscape_Engine_Execution_FoldedWeights_h
#define losslandscape_Engine_Execution_FoldedWeights_h

#include "Core/Engine/Execution/Layer.h"
#include "Core/Engine/Network/NetworkModule.h"

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace losslandscape
{

/// Writes all numbers that one tensor of a network's state (see NetworkModule::State) has at some
/// place in parameter space.
using StateReader = std::function<void(std::size_t tensor, double* values)>;

/// A tensor of the state: its number in it, and how many elements it has.
struct StateTensor
{
  std::size_t Index = 0;
  std::size_t Count = 0;

  /// Throws Error if the state has no tensor of that name, since the plan is wrong then.
  static StateTensor Find(const NamedTensors& state, const std::string& name);

  std::vector<double> Read(const StateReader& read) const;
};

/// Batch norm in evaluation, an affine map of each channel: scale * (x - mean) / sqrt(variance +
/// epsilon) + shift.
class NormMap
{
public:
  NormMap(const NormTensors& norm, const NamedTensors& state);

  struct Values
  {
    std::vector<double> Factor;
    std::vector<double> Offset; ///< factor * x + offset
  };
  Values Read(const StateReader& read) const;

private:
  std::optional<StateTensor> Scale;
  std::optional<StateTensor> Shift;
  StateTensor Mean;
  StateTensor Variance;
  double Epsilon;
};

/// Weight and bias of one layer, with the batch norm that follows folded into them.
class FoldedWeights
{
public:
  /// Throws Error if the state lacks a tensor of the layer.
  FoldedWeights(const Layer& layer, const NamedTensors& state);

  /// Shape of the weight as the network holds it.
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
  void Fold(const std::vector<double>& scale, Values& values) const;

  std::vector<std::int64_t> Shape;
  bool IsTransposed;
  StateTensor Weight;
  std::optional<StateTensor> Bias;
  std::optional<NormMap> Norm;
};

} // namespace losslandscape

#endif
