// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Engine/Network/Zoo/Families.h"

#include <algorithm>

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

namespace
{

const std::string BatchNormSuffix = "-bn";

struct NamedVgg
{
  const char* Name;
  std::vector<int> ConvolutionsPerStage;
  bool HiddenLinear;
};

const std::vector<NamedVgg>& KnownVggs()
{
  static const std::vector<NamedVgg> known = {
    { "vgg9", { 2, 2, 3 }, true },
    { "vgg11", { 1, 1, 2, 2, 2 }, false },
    { "vgg13", { 2, 2, 2, 2, 2 }, false },
    { "vgg16", { 2, 2, 3, 3, 3 }, false },
    { "vgg19", { 2, 2, 4, 4, 4 }, false },
  };
  return known;
}

std::int64_t ChannelsOf(std::size_t stage)
{
  return std::min<std::int64_t>(512, std::int64_t{ 64 } << stage);
}

std::int64_t LastChannels(const VggOptions& options)
{
  return ChannelsOf(options.ConvolutionsPerStage.size() - 1);
}

/// How many numbers the image after the last stage has.
std::int64_t LastFeatures(const VggOptions& options)
{
  const auto side = [&](std::int64_t pixels)
  {
    for (std::size_t stage = 0; stage < options.ConvolutionsPerStage.size(); ++stage)
    {
      pixels = (pixels + 1) / 2;
    }
    return pixels;
  };
  return LastChannels(options) * side(options.Image.Height) * side(options.Image.Width);
}

torch::nn::Sequential MakeFeatures(const VggOptions& options)
{
  torch::nn::Sequential features;
  std::int64_t inputs = options.Image.Channels;
  for (std::size_t stage = 0; stage < options.ConvolutionsPerStage.size(); ++stage)
  {
    const std::int64_t outputs = ChannelsOf(stage);
    for (int i = 0; i < options.ConvolutionsPerStage[stage]; ++i)
    {
      features->push_back(
        ConvolutionLayer(torch::nn::Conv2dOptions(inputs, outputs, 3).padding(1)));
      if (options.BatchNorm)
      {
        features->push_back(torch::nn::BatchNorm2d(outputs));
      }
      features->push_back(torch::nn::ReLU());
      inputs = outputs;
    }
    features->push_back(
      torch::nn::MaxPool2d(torch::nn::MaxPool2dOptions(2).stride(2).ceil_mode(true)));
  }
  return features;
}

torch::nn::Sequential MakeHidden(const VggOptions& options)
{
  const std::int64_t outputs = LastChannels(options);
  torch::nn::Sequential hidden(LinearLayer(LastFeatures(options), outputs));
  if (options.BatchNorm)
  {
    hidden->push_back(torch::nn::BatchNorm1d(outputs));
  }
  hidden->push_back(torch::nn::ReLU());
  return hidden;
}

/// Adds a layer with the norm that may follow it, and ReLU. Modules of a sequence are called by
/// their numbers, of which `number` is the next.
void AppendNumbered(LayerList& layers, const VggOptions& options, Layer::Kind kind,
  const std::string& sequence, int& number)
{
  Layer& layer = Append(layers, kind, sequence + std::to_string(number++));
  layer.Padding = kind == Layer::Kind::Convolution ? 1 : 0;
  layer.Norm = options.BatchNorm ? sequence + std::to_string(number++) : "";
  layer.Rectified = true;
  ++number;
}

LayerList VggLayers(const VggOptions& options)
{
  LayerList layers;
  int number = 0;
  for (const int convolutions : options.ConvolutionsPerStage)
  {
    for (int i = 0; i < convolutions; ++i)
    {
      AppendNumbered(layers, options, Layer::Kind::Convolution, "features.", number);
    }
    Layer& pooling = Append(layers, Layer::Kind::MaxPool);
    pooling.Stride = 2;
    pooling.RoundsUp = true;
    ++number;
  }
  if (!options.HiddenLinear)
  {
    AppendClassifier(layers, "classifier");
    return layers;
  }
  number = 0;
  AppendNumbered(layers, options, Layer::Kind::Linear, "fc.", number);
  Append(layers, Layer::Kind::Linear, "classifier");
  return layers;
}

} // namespace

VggImpl::VggImpl(const VggOptions& options)
  : Features(register_module("features", MakeFeatures(options)))
{
  if (options.HiddenLinear)
  {
    this->Hidden = register_module("fc", MakeHidden(options));
  }
  this->Classifier =
    register_module("classifier", LinearLayer(LastChannels(options), options.Outputs));
}

torch::Tensor VggImpl::forward(const torch::Tensor& inputs)
{
  const auto x = this->Features->forward(inputs);
  return this->Classifier(this->Hidden ? this->Hidden->forward(x.flatten(1)) : x.mean({ 2, 3 }));
}

std::vector<std::string> VggNames()
{
  std::vector<std::string> names;
  for (const auto& known : KnownVggs())
  {
    names.push_back(known.Name);
    names.push_back(known.Name + BatchNormSuffix);
  }
  return names;
}

std::optional<Definition> DefineVgg(const BuiltInOptions& options)
{
  const auto name = SplitSuffix(options.Architecture, BatchNormSuffix);
  const auto found = std::find_if(KnownVggs().begin(), KnownVggs().end(),
    [&](const NamedVgg& known) { return known.Name == name.Stem; });
  if (found == KnownVggs().end())
  {
    return std::nullopt;
  }
  VggOptions vgg;
  vgg.ConvolutionsPerStage = found->ConvolutionsPerStage;
  vgg.BatchNorm = name.HasSuffix;
  vgg.HiddenLinear = found->HiddenLinear;
  vgg.Image = RequireImages(options);
  vgg.Outputs = options.Outputs;
  return Definition{ torch::nn::AnyModule(Vgg(vgg)), VggLayers(vgg) };
}

} // namespace losslandscape
