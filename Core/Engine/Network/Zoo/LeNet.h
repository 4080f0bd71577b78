// SPDX-License-Identifier: BSD-3-Clause
// Internal to Core/Engine: the interface uses types of LibTorch.
#ifndef losslandscape_Engine_Network_Zoo_LeNet_h
#define losslandscape_Engine_Network_Zoo_LeNet_h

#include "Core/Engine/Network/Zoo/Definition.h"

namespace losslandscape
{

/// LeNet-5 (LeCun et al., "Gradient-based learning applied to document recognition", 1998) as
/// PyTorch's tutorials write it: two 5x5 convolutions with ReLU and max pooling, three linear
/// layers, called conv1, conv2, fc1, fc2, fc3. The size of fc1 follows the image. An image whose
/// shorter side is below 16 pixels is padded with zeros on all sides, so that this side has at
/// least 16 (LeCun et al. pad theirs from 28 to 32).
class LeNetImpl : public torch::nn::Module
{
public:
  LeNetImpl(const ImageShape& image, std::int64_t outputs);
  torch::Tensor forward(const torch::Tensor& inputs);

private:
  ConvolutionLayer Conv1;
  ConvolutionLayer Conv2;
  LinearLayer Fc1;
  LinearLayer Fc2;
  LinearLayer Fc3;
};
TORCH_MODULE(LeNet);

/// The network called `lenet5`; nothing for another name.
std::optional<Definition> DefineLeNet(const BuiltInOptions& options);

} // namespace losslandscape

#endif
