// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Engine/Network/Zoo/Families.h"
#include "Core/Engine/Network/Zoo/ProgramBuilder.h"

#include <algorithm>

// VGG network (Simonyan and Zisserman, "Very deep convolutional networks for large-scale image
// recognition", ICLR 2015) for small images. Modules carry the names of torchvision and
// kuangliu/pytorch-cifar (features.0, ..., one linear layer called classifier); VGG-9 those of
// loss-landscape (features.0, ..., fc.0, classifier). Poolings round the number of pixels up, as
// those of loss-landscape do, so that images of any size can be taken; the mean before the
// classifier is over what is left of the image, one pixel of 32 x 32.
namespace losslandscape
{
namespace
{

const std::string BatchNormSuffix = "-bn";

struct NamedVgg
{
  const char* Name;
  /// Number of 3x3 convolutions in each stage. The stages have 64, 128, 256, 512 and 512 channels,
  /// and a pooling follows each.
  std::vector<int> ConvolutionsPerStage;
  /// Whether a linear layer stands between the last image and the classifier (VGG-9), instead of
  /// the mean over the image.
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

/// The layers of an nn.Sequential, which are called by their numbers.
class Sequence
{
public:
  Sequence(ProgramBuilder& net, std::string name, bool hasNorms)
    : Net(net), Name(std::move(name)), HasNorms(hasNorms)
  {
  }

  BuiltValue Convolution(const BuiltValue& images, std::int64_t outputs)
  {
    return this->Activate(this->Net.BiasedConvolution(this->NextName(), images, outputs, 3, 1, 1));
  }
  BuiltValue Linear(const BuiltValue& inputs, std::int64_t outputs)
  {
    return this->Activate(this->Net.Linear(this->NextName(), inputs, outputs));
  }
  BuiltValue MaxPool(const BuiltValue& images)
  {
    ++this->Next;
    return this->Net.MaxPool(images, true);
  }

private:
  std::string NextName() { return this->Name + "." + std::to_string(this->Next++); }

  BuiltValue Activate(const BuiltValue& inputs)
  {
    const BuiltValue x = this->HasNorms ? this->Net.BatchNorm(this->NextName(), inputs) : inputs;
    ++this->Next;
    return this->Net.Relu(x);
  }

  ProgramBuilder& Net;
  std::string Name;
  bool HasNorms;
  int Next = 0;
};

BuiltValue Features(
  Sequence sequence, const BuiltValue& images, const std::vector<int>& convolutionsPerStage)
{
  BuiltValue x = images;
  std::int64_t channels = 64;
  for (const int convolutions : convolutionsPerStage)
  {
    for (int i = 0; i < convolutions; ++i)
    {
      x = sequence.Convolution(x, channels);
    }
    x = sequence.MaxPool(x);
    channels = std::min<std::int64_t>(512, 2 * channels);
  }
  return x;
}

} // namespace

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
  RequireImages(options);
  ProgramBuilder net(options.SampleShape);
  BuiltValue x =
    Features(Sequence(net, "features", name.HasSuffix), net.Input(), found->ConvolutionsPerStage);
  const std::int64_t channels = x.Shape[0];
  x = found->HiddenLinear ? Sequence(net, "fc", name.HasSuffix).Linear(net.Flatten(x), channels)
                          : net.GlobalMean(x);
  return Definition{ net.Finish(net.Linear("classifier", x, options.Outputs)) };
}

} // namespace losslandscape
