// SPDX-License-Identifier: BSD-3-Clause
// Internal to Core/Engine: the interface uses types of LibTorch.
#ifndef losslandscape_Engine_Network_Zoo_WeightLayers_h
#define losslandscape_Engine_Network_Zoo_WeightLayers_h

#include <torch/nn.h>

namespace losslandscape
{

// LibTorch's layers draw initial values from its global generator whenever they are made, which
// takes long for a large network, keeps workers waiting for each other, and disturbs the random
// numbers of the program that the suite is loaded into. The layers here have parameters of the same
// names, shapes and order, and compute the same to the bit, but their parameters are undefined
// until somebody assigns them.

/// Like torch::nn::Conv2d, padded with zeros.
class ConvolutionLayerImpl : public torch::nn::Module
{
public:
  explicit ConvolutionLayerImpl(const torch::nn::Conv2dOptions& options);
  torch::Tensor forward(const torch::Tensor& inputs);

private:
  torch::nn::functional::Conv2dFuncOptions Options;
  torch::Tensor Weight;
};
TORCH_MODULE(ConvolutionLayer);

/// Like torch::nn::Linear.
class LinearLayerImpl : public torch::nn::Module
{
public:
  LinearLayerImpl(std::int64_t inputs, std::int64_t outputs);
  torch::Tensor forward(const torch::Tensor& inputs);

private:
  torch::Tensor Weight;
  torch::Tensor Bias;
};
TORCH_MODULE(LinearLayer);

} // namespace losslandscape

#endif
