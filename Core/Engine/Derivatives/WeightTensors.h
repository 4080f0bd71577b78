// SPDX-License-Identifier: BSD-3-Clause
// Internal to Core/Engine: the interface uses types of LibTorch.
#ifndef losslandscape_Engine_Derivatives_WeightTensors_h
#define losslandscape_Engine_Derivatives_WeightTensors_h

#include <torch/torch.h>

#include <Eigen/Core>

#include <vector>

namespace losslandscape
{

/// How many numbers all parameters have together.
Eigen::Index SizeOf(const std::vector<torch::Tensor>& parameters);

/// The numbers of each column, which is a vector of all weights, in order and row-major, as one
/// tensor like each parameter (copies).
std::vector<std::vector<torch::Tensor>> TensorsOfColumns(
  const Eigen::MatrixXd& vectors, const std::vector<torch::Tensor>& parameters);

/// Adds tensors, one for each parameter, to a vector of all weights; undefined ones count as zero.
void AddTensors(const std::vector<torch::Tensor>& tensors,
  const std::vector<torch::Tensor>& parameters, Eigen::Ref<Eigen::VectorXd> sum);

/// A gradient that is to be differentiated once more along some vector: those of its tensors that
/// depend on anything, and the vector's tensors of the same parameters.
struct Slopes
{
  Slopes(const std::vector<torch::Tensor>& gradient, const std::vector<torch::Tensor>& along);

  std::vector<torch::Tensor> Outputs;
  std::vector<torch::Tensor> Weights;
};

} // namespace losslandscape

#endif
