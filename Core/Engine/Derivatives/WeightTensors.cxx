// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Engine/Derivatives/WeightTensors.h"

namespace losslandscape
{
namespace
{

std::vector<torch::Tensor> TensorsOf(
  const Eigen::VectorXd& vector, const std::vector<torch::Tensor>& parameters)
{
  std::vector<torch::Tensor> tensors;
  const double* next = vector.data();
  for (const auto& parameter : parameters)
  {
    tensors.push_back(
      torch::from_blob(const_cast<double*>(next), parameter.sizes(), torch::kFloat64)
        .to(parameter.device(), parameter.scalar_type(), false, /*copy=*/true));
    next += parameter.numel();
  }
  return tensors;
}

} // namespace

Eigen::Index SizeOf(const std::vector<torch::Tensor>& parameters)
{
  Eigen::Index size = 0;
  for (const auto& parameter : parameters)
  {
    size += parameter.numel();
  }
  return size;
}

std::vector<std::vector<torch::Tensor>> TensorsOfColumns(
  const Eigen::MatrixXd& vectors, const std::vector<torch::Tensor>& parameters)
{
  std::vector<std::vector<torch::Tensor>> columns;
  for (const auto& column : vectors.colwise())
  {
    columns.push_back(TensorsOf(column, parameters));
  }
  return columns;
}

void AddTensors(const std::vector<torch::Tensor>& tensors,
  const std::vector<torch::Tensor>& parameters, Eigen::Ref<Eigen::VectorXd> sum)
{
  Eigen::Index first = 0;
  for (std::size_t i = 0; i < tensors.size(); ++i)
  {
    const Eigen::Index count = parameters[i].numel();
    if (tensors[i].defined())
    {
      const auto values = tensors[i].detach().to(torch::kCPU, torch::kFloat64).contiguous();
      sum.segment(first, count) +=
        Eigen::Map<const Eigen::VectorXd>(values.data_ptr<double>(), count);
    }
    first += count;
  }
}

Slopes::Slopes(const std::vector<torch::Tensor>& gradient, const std::vector<torch::Tensor>& along)
{
  for (std::size_t i = 0; i < gradient.size(); ++i)
  {
    if (gradient[i].defined() && gradient[i].requires_grad())
    {
      this->Outputs.push_back(gradient[i]);
      this->Weights.push_back(along[i]);
    }
  }
}

} // namespace losslandscape
