// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Engine/Network/Zoo/WeightLayers.h"

namespace losslandscape
{
namespace
{

torch::Tensor ConvolutionWeight(const torch::nn::Conv2dOptions& options)
{
  std::vector<std::int64_t> shape = { options.out_channels(), options.in_channels() };
  shape.insert(shape.end(), options.kernel_size()->begin(), options.kernel_size()->end());
  return torch::empty(shape);
}

} // namespace

ConvolutionLayerImpl::ConvolutionLayerImpl(const torch::nn::Conv2dOptions& options)
  : Weight(register_parameter("weight", ConvolutionWeight(options)))
{
  this->Options.stride(options.stride()).padding(options.padding());
  if (options.bias())
  {
    this->Options.bias(register_parameter("bias", torch::empty({ options.out_channels() })));
  }
}

torch::Tensor ConvolutionLayerImpl::forward(const torch::Tensor& inputs)
{
  return torch::nn::functional::conv2d(inputs, this->Weight, this->Options);
}

LinearLayerImpl::LinearLayerImpl(std::int64_t inputs, std::int64_t outputs)
  : Weight(register_parameter("weight", torch::empty({ outputs, inputs }))),
    Bias(register_parameter("bias", torch::empty({ outputs })))
{
}

torch::Tensor LinearLayerImpl::forward(const torch::Tensor& inputs)
{
  return torch::nn::functional::linear(inputs, this->Weight, this->Bias);
}

} // namespace losslandscape
