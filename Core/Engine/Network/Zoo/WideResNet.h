// SPDX-License-Identifier: BSD-3-Clause
// Internal to Core/Engine: the interface uses types of LibTorch.
#ifndef losslandscape_Engine_Network_Zoo_WideResNet_h
#define losslandscape_Engine_Network_Zoo_WideResNet_h

#include "Core/Engine/Network/Zoo/Definition.h"

namespace losslandscape
{

struct WideResNetOptions
{
  /// Number of layers, 6n + 4: 10, 16, 28, 40, ...
  std::int64_t Depth = 16;
  /// How many times as many channels the stages have as those of a ResNet.
  std::int64_t Width = 4;
  /// Without shortcuts the blocks are plain chains.
  bool Shortcuts = true;
  std::int64_t InputChannels = 3;
  std::int64_t Outputs = 10;

  std::int64_t BlocksPerStage() const { return (this->Depth - 4) / 6; }
};

/// Two 3x3 convolutions, each after batch norm and ReLU (pre-activation). Where the number of
/// channels changes, the shortcut is a 1x1 convolution of what the first ReLU gives.
class WideResNetBlockImpl : public torch::nn::Module
{
public:
  WideResNetBlockImpl(
    std::int64_t inputs, std::int64_t outputs, std::int64_t stride, bool shortcut);
  torch::Tensor forward(const torch::Tensor& inputs);

private:
  torch::nn::BatchNorm2d Bn1;
  ConvolutionLayer Conv1;
  torch::nn::BatchNorm2d Bn2;
  ConvolutionLayer Conv2;
  /// Null where the shortcut is the identity, or absent.
  ConvolutionLayer Projection = nullptr;
  bool HasShortcut;
};
TORCH_MODULE(WideResNetBlock);

/// Blocks of one width, in a module called `layer`.
class WideResNetStageImpl : public torch::nn::Module
{
public:
  WideResNetStageImpl(const WideResNetOptions& options, std::int64_t inputs, std::int64_t outputs,
    std::int64_t stride);
  torch::Tensor forward(const torch::Tensor& inputs) { return this->Layer->forward(inputs); }

private:
  torch::nn::Sequential Layer;
};
TORCH_MODULE(WideResNetStage);

/// Wide residual network (Zagoruyko and Komodakis, "Wide Residual Networks", BMVC 2016) without
/// dropout. Modules carry the names of xternalz/WideResNet-pytorch (conv1, block1.layer.0.bn1, ...,
/// block1.layer.0.convShortcut, bn1, fc); the mean at the end is over the whole image, which is the
/// same for 32 x 32 pixels.
class WideResNetImpl : public torch::nn::Module
{
public:
  explicit WideResNetImpl(const WideResNetOptions& options);
  torch::Tensor forward(const torch::Tensor& inputs);

private:
  ConvolutionLayer Conv1;
  WideResNetStage Block1;
  WideResNetStage Block2;
  WideResNetStage Block3;
  torch::nn::BatchNorm2d Bn1;
  LinearLayer Output;
};
TORCH_MODULE(WideResNet);

/// The names that are offered; DefineWideResNet knows all others of that form too.
std::vector<std::string> WideResNetNames();

/// The network called wrnDEPTH-WIDTH or wrnDEPTH-WIDTH-noskip; nothing for another name. Throws
/// Error if there is no such depth or width.
std::optional<Definition> DefineWideResNet(const BuiltInOptions& options);

} // namespace losslandscape

#endif
