// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Engine/Network/Zoo/BuiltInNetwork.h"

#include "Core/Common/Error.h"

namespace losslandscape
{
namespace
{

NamedTensors Named(const torch::OrderedDict<std::string, torch::Tensor>& tensors)
{
  NamedTensors named;
  for (const auto& item : tensors)
  {
    named.emplace_back(item.key(), item.value());
  }
  return named;
}

/// Share of the newest batch in the running statistics of a norm layer; none for another layer.
std::optional<double> MomentumOf(const torch::nn::Module& layer)
{
  if (const auto* norm = layer.as<torch::nn::BatchNorm2d>())
  {
    return norm->options.momentum().value_or(1.0);
  }
  if (const auto* norm = layer.as<torch::nn::BatchNorm1d>())
  {
    return norm->options.momentum().value_or(1.0);
  }
  return std::nullopt;
}

class BuiltInNetwork : public NetworkModule
{
public:
  explicit BuiltInNetwork(const BuiltInOptions& options)
    : Options(options), Parts(DefineNetwork(options))
  {
  }

  torch::Tensor Forward(const torch::Tensor& inputs) override
  {
    return this->Parts.Module.forward<torch::Tensor>(inputs);
  }

  torch::Tensor Objective(const torch::Tensor&, const torch::Tensor&) override
  {
    throw Error("a built-in network computes no loss of its own")
      .Where(this->Options.Architecture)
      .Advice("choose Loss = Cross Entropy or Mean Squared Error, or give a TorchScript module "
              "that returns the loss (NetworkFile)");
  }

  NamedTensors Parameters() const override
  {
    return Named(this->Parts.Module.ptr()->named_parameters());
  }

  NamedTensors Buffers() const override { return Named(this->Parts.Module.ptr()->named_buffers()); }

  std::vector<FilterLayout> FilterLayouts() const override
  {
    return std::vector<FilterLayout>(this->Parameters().size());
  }

  LayerList Layers() const override { return this->Parts.Layers; }

  std::optional<double> InitialDeviation() const override { return this->Parts.InitialDeviation; }

  std::unique_ptr<NetworkModule> Clone() const override
  {
    auto copy = std::make_unique<BuiltInNetwork>(this->Options);
    const auto parameters = this->Parameters();
    const auto& sample = parameters.front().second;
    copy->Parts.Module.ptr()->to(sample.device(), sample.scalar_type());
    copy->Assign(this->State(), this->Options.Architecture);
    copy->SetTraining(this->Parts.Module.ptr()->is_training());
    return copy;
  }

  void SetTraining(bool training) override { this->Parts.Module.ptr()->train(training); }

  std::vector<NormLayer> NormLayers() const override
  {
    std::vector<NormLayer> layers = NormLayersAmong(this->Buffers());
    const auto modules = this->Parts.Module.ptr()->named_modules();
    for (auto& layer : layers)
    {
      layer.Momentum = MomentumOf(*modules[layer.Name]);
    }
    return layers;
  }

  void SetNormTraining(bool training) override
  {
    const auto modules = this->Parts.Module.ptr()->named_modules();
    for (const auto& layer : NormLayersAmong(this->Buffers()))
    {
      modules[layer.Name]->train(training);
    }
  }

  void MoveTo(torch::Device device) override { this->Parts.Module.ptr()->to(device); }

private:
  BuiltInOptions Options;
  Definition Parts;
};

} // namespace

std::unique_ptr<NetworkModule> MakeBuiltInNetwork(const BuiltInOptions& options)
{
  return std::make_unique<BuiltInNetwork>(options);
}

} // namespace losslandscape
