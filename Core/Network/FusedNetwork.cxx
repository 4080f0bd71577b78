// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Network/FusedNetwork.h"

#include "Core/Network/LayerOutputs.h"

namespace losslandscape
{
namespace
{

/// A batch of inputs as the first layer reads it: images channels-last, anything else flat.
torch::Tensor MakeInputs(
  const Layer& first, const std::vector<std::int64_t>& sampleShape, std::int64_t batchSize)
{
  std::vector<std::int64_t> shape = sampleShape;
  shape.insert(shape.begin(), batchSize);
  const auto inputs = torch::zeros(shape);
  return first.Type == Layer::Kind::Convolution
    ? inputs.contiguous(torch::MemoryFormat::ChannelsLast)
    : inputs.flatten(1);
}

/// Every so-manieth pixel of one axis, as many as the output has.
torch::indexing::Slice Subsample(const torch::Tensor& added, const torch::Tensor& output, int axis)
{
  const std::int64_t step = (added.size(axis) + output.size(axis) - 1) / output.size(axis);
  return torch::indexing::Slice(torch::indexing::None, torch::indexing::None, step);
}

/// What a layer adds, in the shape of its output (see Layer::Added).
void CopyAdded(const torch::Tensor& added, const torch::Tensor& output)
{
  using torch::indexing::Slice;
  const std::int64_t before = (output.size(1) - added.size(1)) / 2;
  output.zero_();
  output.narrow(1, before, added.size(1))
    .copy_(
      added.index({ Slice(), Slice(), Subsample(added, output, 2), Subsample(added, output, 3) }));
}

} // namespace

FusedNetwork::FusedNetwork(const LayerList& layers, const NamedTensors& state,
  const std::vector<std::int64_t>& sampleShape, std::int64_t batchSize)
  : Engine(dnnl::engine::kind::cpu, 0), Stream(Engine),
    Inputs(MakeInputs(layers.front(), sampleShape, batchSize))
{
  const LayerOutputs outputs(layers, state, this->Inputs);
  for (std::size_t i = 0; i < layers.size(); ++i)
  {
    const Layer& layer = layers[i];
    Step step;
    step.Input = layer.Input < 0 ? this->Inputs : outputs[layer.Input];
    step.Output = outputs[i];
    if (layer.Added >= 0 && !outputs.AddsInPlace(i))
    {
      step.Added = outputs[layer.Added];
    }
    if (layer.Type != Layer::Kind::GlobalMean)
    {
      step.Kernel.emplace(this->Engine, layer, state, step.Input, step.Output);
    }
    this->Steps.push_back(std::move(step));
  }
}

void FusedNetwork::Load(const StateReader& read)
{
  FoldedWeights::Values scratch;
  for (auto& step : this->Steps)
  {
    if (step.Kernel)
    {
      step.Kernel->Load(read, scratch, this->Stream);
      this->Stream.wait();
    }
  }
}

torch::Tensor FusedNetwork::Forward(const torch::Tensor& inputs)
{
  const std::int64_t samples = inputs.size(0);
  // The rest of a smaller batch holds samples of an earlier one, whose outputs nobody takes.
  this->Inputs.narrow(0, 0, samples).copy_(this->Inputs.dim() == 2 ? inputs.flatten(1) : inputs);
  for (auto& step : this->Steps)
  {
    this->Run(step);
  }
  this->Stream.wait();
  return this->Steps.back().Output.narrow(0, 0, samples);
}

void FusedNetwork::Run(Step& step)
{
  if (!step.Kernel)
  {
    torch::mean_out(step.Output, step.Input, { 2, 3 });
    return;
  }
  if (step.Added.defined())
  {
    CopyAdded(step.Added, step.Output);
  }
  step.Kernel->Run(this->Stream);
}

} // namespace losslandscape
