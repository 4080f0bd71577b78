// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Engine/Network/Zoo/Families.h"

#include "Core/Common/Error.h"

#include <regex>

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

namespace
{

constexpr std::int64_t Narrowest = 16;
constexpr std::int64_t Deepest = 1000;
constexpr std::int64_t Widest = 32;

Layer& AppendNorm(LayerList& layers, const std::string& name)
{
  Layer& norm = Append(layers, Layer::Kind::Norm);
  norm.Norm = name;
  norm.Rectified = true;
  return norm;
}

/// Adds the projection of a block's shortcut if it has one. Returns the number of the layer that
/// the block adds: its input, or the projection of what its first norm gives.
int AppendShortcut(
  LayerList& layers, const std::string& block, std::int64_t stride, bool projects, int input)
{
  if (!projects)
  {
    return input;
  }
  AppendConvolution(layers, block + ".convShortcut", "", 1, stride);
  return LastOf(layers);
}

void AppendBlock(LayerList& layers, const WideResNetOptions& options, const std::string& block,
  std::int64_t stride, bool projects)
{
  const int input = LastOf(layers);
  AppendNorm(layers, block + ".bn1");
  const int activated = LastOf(layers);
  const int shortcut =
    options.Shortcuts ? AppendShortcut(layers, block, stride, projects, input) : Layer::Nothing;
  Layer& first = AppendConvolution(layers, block + ".conv1", block + ".bn2", 3, stride);
  first.Input = activated;
  first.Rectified = true;
  AppendConvolution(layers, block + ".conv2", "").Added = shortcut;
}

LayerList WideResNetLayers(const WideResNetOptions& options)
{
  LayerList layers;
  AppendConvolution(layers, "conv1", "");
  for (int stage = 1; stage <= 3; ++stage)
  {
    for (std::int64_t block = 0; block < options.BlocksPerStage(); ++block)
    {
      const bool isFirst = block == 0;
      AppendBlock(layers, options,
        "block" + std::to_string(stage) + ".layer." + std::to_string(block),
        isFirst && stage > 1 ? 2 : 1, isFirst && (stage > 1 || options.Width > 1));
    }
  }
  AppendNorm(layers, "bn1");
  AppendClassifier(layers, "fc");
  return layers;
}

} // namespace

WideResNetBlockImpl::WideResNetBlockImpl(
  std::int64_t inputs, std::int64_t outputs, std::int64_t stride, bool shortcut)
  : Bn1(register_module("bn1", torch::nn::BatchNorm2d(inputs))),
    Conv1(register_module("conv1", Convolution(inputs, outputs, 3, stride))),
    Bn2(register_module("bn2", torch::nn::BatchNorm2d(outputs))),
    Conv2(register_module("conv2", Convolution(outputs, outputs, 3))), HasShortcut(shortcut)
{
  if (shortcut && inputs != outputs)
  {
    this->Projection = register_module("convShortcut", Convolution(inputs, outputs, 1, stride));
  }
}

torch::Tensor WideResNetBlockImpl::forward(const torch::Tensor& inputs)
{
  const auto activated = torch::relu(this->Bn1(inputs));
  const auto x = this->Conv2(torch::relu(this->Bn2(this->Conv1(activated))));
  if (!this->HasShortcut)
  {
    return x;
  }
  return x + (this->Projection ? this->Projection(activated) : inputs);
}

WideResNetStageImpl::WideResNetStageImpl(
  const WideResNetOptions& options, std::int64_t inputs, std::int64_t outputs, std::int64_t stride)
  : Layer(register_module("layer", torch::nn::Sequential()))
{
  for (std::int64_t block = 0; block < options.BlocksPerStage(); ++block)
  {
    const bool isFirst = block == 0;
    this->Layer->push_back(WideResNetBlock(
      isFirst ? inputs : outputs, outputs, isFirst ? stride : 1, options.Shortcuts));
  }
}

WideResNetImpl::WideResNetImpl(const WideResNetOptions& options)
  : Conv1(register_module("conv1", Convolution(options.InputChannels, Narrowest, 3))),
    Block1(
      register_module("block1", WideResNetStage(options, Narrowest, Narrowest * options.Width, 1))),
    Block2(register_module("block2",
      WideResNetStage(options, Narrowest * options.Width, 2 * Narrowest * options.Width, 2))),
    Block3(register_module("block3",
      WideResNetStage(options, 2 * Narrowest * options.Width, 4 * Narrowest * options.Width, 2))),
    Bn1(register_module("bn1", torch::nn::BatchNorm2d(4 * Narrowest * options.Width))),
    Output(register_module("fc", LinearLayer(4 * Narrowest * options.Width, options.Outputs)))
{
}

torch::Tensor WideResNetImpl::forward(const torch::Tensor& inputs)
{
  const auto x = this->Block3(this->Block2(this->Block1(this->Conv1(inputs))));
  return this->Output(torch::relu(this->Bn1(x)).mean({ 2, 3 }));
}

std::vector<std::string> WideResNetNames()
{
  std::vector<std::string> names;
  for (const char* name : { "wrn16-4", "wrn28-10", "wrn40-4" })
  {
    names.push_back(name);
    names.push_back(name + NoSkipSuffix);
  }
  return names;
}

std::optional<Definition> DefineWideResNet(const BuiltInOptions& options)
{
  const auto name = SplitSuffix(options.Architecture, NoSkipSuffix);
  std::smatch numbers;
  if (!std::regex_match(name.Stem, numbers, std::regex("wrn([0-9]{1,4})-([0-9]{1,2})")))
  {
    return std::nullopt;
  }
  WideResNetOptions wide;
  wide.Depth = std::stoll(numbers[1]);
  wide.Width = std::stoll(numbers[2]);
  if (wide.Depth < 10 || wide.Depth > Deepest || wide.Depth % 6 != 4 || wide.Width < 1 ||
    wide.Width > Widest)
  {
    throw Error("there is no such wide ResNet")
      .Where(options.Architecture)
      .Expected("wrnDEPTH-WIDTH with a depth of 10, 16, 22, ... up to " + std::to_string(Deepest) +
        " and a width of 1 to " + std::to_string(Widest))
      .Found("depth " + numbers[1].str() + ", width " + numbers[2].str());
  }
  wide.Shortcuts = !name.HasSuffix;
  wide.InputChannels = RequireImages(options).Channels;
  wide.Outputs = options.Outputs;
  return Definition{ torch::nn::AnyModule(WideResNet(wide)), WideResNetLayers(wide) };
}

} // namespace losslandscape
