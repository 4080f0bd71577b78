// SPDX-License-Identifier: BSD-3-Clause
// Shows Torch types.
#ifndef losslandscape_Engine_Derivatives_WeightTensors_h
#define losslandscape_Engine_Derivatives_WeightTensors_h

#include <torch/torch.h>

#include <Eigen/Core>

#include <vector>

namespace losslandscape
{

/// How many numbers all parameters have.
Eigen::Index SizeOf(const std::vector<torch::Tensor>& parameters);

/// The numbers of all parameters in order, row-major, as tensors like the parameters (copies).
std::vector<torch::Tensor> TensorsOf(
  const Eigen::VectorXd& vector, const std::vector<torch::Tensor>& parameters);

/// The same for each column.
std::vector<std::vector<torch::Tensor>> TensorsOfColumns(
  const Eigen::MatrixXd& vectors, const std::vector<torch::Tensor>& parameters);

/// Adds one tensor for each parameter to such numbers; undefined ones are zero.
void AddTensors(const std::vector<torch::Tensor>& tensors,
  const std::vector<torch::Tensor>& parameters, Eigen::Ref<Eigen::VectorXd> sum);

/// A gradient that is to be differentiated once more along some vector: those of its tensors that
/// depend on anything, and the vector's tensors of the same places.
struct Slopes
{
  Slopes(const std::vector<torch::Tensor>& gradient, const std::vector<torch::Tensor>& along);

  std::vector<torch::Tensor> Outputs;
  std::vector<torch::Tensor> Weights;
};

} // namespace losslandscape

#endif
