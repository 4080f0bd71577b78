// SPDX-License-Identifier: BSD-3-Clause
// Internal to Core/Engine: the interface uses types of LibTorch.
#ifndef losslandscape_Engine_Network_Zoo_Vgg_h
#define losslandscape_Engine_Network_Zoo_Vgg_h

#include "Core/Engine/Network/Zoo/Definition.h"

namespace losslandscape
{

struct VggOptions
{
  /// Number of 3x3 convolutions in each stage. The stages have 64, 128, 256, 512 and 512 channels,
  /// and a pooling follows each.
  std::vector<int> ConvolutionsPerStage;
  bool BatchNorm = false;
  /// Whether a linear layer stands between the last image and the classifier (VGG-9), instead of
  /// the mean over the image.
  bool HiddenLinear = false;
  ImageShape Image = { 3, 32, 32 };
  std::int64_t Outputs = 10;
};

/// VGG network (Simonyan and Zisserman, "Very deep convolutional networks for large-scale image
/// recognition", ICLR 2015) for small images. Modules carry the names of torchvision and
/// kuangliu/pytorch-cifar (features.0, ..., one linear layer called classifier); VGG-9 those of
/// loss-landscape (features.0, ..., fc.0, classifier). Poolings round the number of pixels up, as
/// those of loss-landscape do, so that images of any size can be taken; the mean before the
/// classifier is over what is left of the image, one pixel of 32 x 32.
class VggImpl : public torch::nn::Module
{
public:
  explicit VggImpl(const VggOptions& options);
  torch::Tensor forward(const torch::Tensor& inputs);

private:
  torch::nn::Sequential Features;
  /// The hidden linear layer, which VGG-9 alone has.
  torch::nn::Sequential Hidden = nullptr;
  LinearLayer Classifier = nullptr;
};
TORCH_MODULE(Vgg);

/// The names vgg9, vgg11, vgg13, vgg16 and vgg19, each also with -bn (batch norm after each
/// convolution).
std::vector<std::string> VggNames();

/// The network of one of these names; nothing for another one.
std::optional<Definition> DefineVgg(const BuiltInOptions& options);

} // namespace losslandscape

#endif
