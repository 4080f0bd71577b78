// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Network/BuiltInNetwork.h"

#include "Core/Common/DenseArray.h"
#include "Core/Common/Error.h"
#include "Core/Network/Mlp.h"
#include "Core/Network/ResNet.h"

#include <algorithm>

namespace losslandscape
{
namespace
{

const std::string NoSkip = "-noskip";

bool EndsWith(const std::string& text, const std::string& end)
{
  return text.size() >= end.size() && text.compare(text.size() - end.size(), end.size(), end) == 0;
}

/// A network in both forms.
struct Definition
{
  torch::nn::AnyModule Module;
  LayerList Layers;
};

Definition MakeResNet(const BuiltInOptions& options)
{
  const auto& shape = options.SampleShape;
  if (shape.size() != 3)
  {
    throw Error("the network needs images")
      .Where(options.Architecture)
      .Expected("samples of shape (channels, height, width)")
      .Found(ShapeText(shape))
      .Advice("choose `mlp` or a data set of images");
  }
  const bool shortcuts = !EndsWith(options.Architecture, NoSkip);
  const auto name =
    options.Architecture.substr(0, options.Architecture.size() - (shortcuts ? 0 : NoSkip.size()));
  ResNetOptions resnet;
  resnet.Depth = std::stoi(name.substr(std::string("resnet").size()));
  resnet.Shortcuts = shortcuts;
  resnet.InputChannels = shape[0];
  resnet.Outputs = options.Outputs;
  return { torch::nn::AnyModule(ResNet(resnet)), ResNetLayers(resnet) };
}

Definition MakeMlp(const BuiltInOptions& options)
{
  constexpr std::int64_t widest = 65536;
  std::int64_t inputs = 1;
  for (const std::int64_t length : options.SampleShape)
  {
    inputs *= length;
  }
  std::vector<std::int64_t> sizes = { inputs };
  for (const std::int64_t width : options.HiddenWidths)
  {
    if (width < 1 || width > widest)
    {
      throw Error("width of a hidden layer is out of range")
        .Where("mlp")
        .Expected("1 to " + std::to_string(widest))
        .Found(std::to_string(width));
    }
    sizes.push_back(width);
  }
  sizes.push_back(options.Outputs);
  return { torch::nn::AnyModule(Mlp(sizes)), MlpLayers(sizes) };
}

Definition Define(const BuiltInOptions& options)
{
  const auto& names = ArchitectureNames();
  if (std::find(names.begin(), names.end(), options.Architecture) == names.end())
  {
    std::string known;
    for (const auto& name : names)
    {
      known += (known.empty() ? "" : ", ") + name;
    }
    throw Error("unknown architecture")
      .Expected("one of " + known)
      .Found("'" + options.Architecture + "'")
      .Advice("or give any network as a TorchScript file (NetworkFile)");
  }
  return options.Architecture == "mlp" ? MakeMlp(options) : MakeResNet(options);
}

NamedTensors Named(const torch::OrderedDict<std::string, torch::Tensor>& tensors)
{
  NamedTensors named;
  for (const auto& item : tensors)
  {
    named.emplace_back(item.key(), item.value());
  }
  return named;
}

class BuiltInNetwork : public NetworkModule
{
public:
  explicit BuiltInNetwork(const BuiltInOptions& options) : BuiltInNetwork(options, Define(options))
  {
  }

  torch::Tensor Forward(const torch::Tensor& inputs) override
  {
    return this->Module.forward<torch::Tensor>(inputs);
  }

  torch::Tensor Objective(const torch::Tensor&, const torch::Tensor&) override
  {
    throw Error("a built-in network computes no loss of its own")
      .Where(this->Options.Architecture)
      .Advice("choose Loss = Cross Entropy or Mean Squared Error, or give a TorchScript module "
              "that returns the loss (NetworkFile)");
  }

  NamedTensors Parameters() const override { return Named(this->Module.ptr()->named_parameters()); }

  NamedTensors Buffers() const override { return Named(this->Module.ptr()->named_buffers()); }

  std::vector<FilterLayout> FilterLayouts() const override
  {
    return std::vector<FilterLayout>(this->Parameters().size());
  }

  LayerList Layers() const override { return this->List; }

  std::unique_ptr<NetworkModule> Clone() const override
  {
    auto copy = std::make_unique<BuiltInNetwork>(this->Options);
    const auto parameters = this->Parameters();
    const auto& sample = parameters.front().second;
    copy->Module.ptr()->to(sample.device(), sample.scalar_type());
    copy->Assign(this->State(), this->Options.Architecture);
    copy->SetTraining(this->Module.ptr()->is_training());
    return copy;
  }

  void SetTraining(bool training) override { this->Module.ptr()->train(training); }

  std::vector<NormLayer> NormLayers() const override
  {
    std::vector<NormLayer> layers = NormLayersAmong(this->Buffers());
    const auto modules = this->Module.ptr()->named_modules();
    for (auto& layer : layers)
    {
      if (const auto* norm = modules[layer.Name]->as<torch::nn::BatchNorm2d>())
      {
        layer.Momentum = norm->options.momentum().value_or(1.0);
      }
    }
    return layers;
  }

  void SetNormTraining(bool training) override
  {
    const auto modules = this->Module.ptr()->named_modules();
    for (const auto& layer : NormLayersAmong(this->Buffers()))
    {
      modules[layer.Name]->train(training);
    }
  }

  void MoveTo(torch::Device device) override { this->Module.ptr()->to(device); }

private:
  BuiltInNetwork(const BuiltInOptions& options, Definition definition)
    : Options(options), Module(std::move(definition.Module)), List(std::move(definition.Layers))
  {
  }

  BuiltInOptions Options;
  torch::nn::AnyModule Module;
  LayerList List;
};

} // namespace

const std::vector<std::string>& ArchitectureNames()
{
  static const std::vector<std::string> names = []
  {
    std::vector<std::string> all;
    for (const char* depth : { "8", "20", "32", "44", "56", "110" })
    {
      all.push_back(std::string("resnet") + depth);
      all.push_back(std::string("resnet") + depth + NoSkip);
    }
    all.push_back("mlp");
    return all;
  }();
  return names;
}

std::unique_ptr<NetworkModule> MakeBuiltInNetwork(const BuiltInOptions& options)
{
  return std::make_unique<BuiltInNetwork>(options);
}

} // namespace losslandscape
