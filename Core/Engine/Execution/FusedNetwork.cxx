// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Engine/Execution/FusedNetwork.h"

#include "Core/Common/DenseArray.h"
#include "Core/Engine/Execution/LayerOutputs.h"

#include <algorithm>

namespace losslandscape
{
namespace
{

/// Whether the first convolution makes blocks of channels out of planes. If its outputs are a
/// single block, it reads channels-last images instead: see AreInBlocks in FusedLayer.cxx.
bool ReadsPlanes(const Layer& first, const NamedTensors& state, std::int64_t channels)
{
  const std::int64_t outputs = FoldedWeights(first, state).WeightShape().front();
  const std::int64_t block = ChannelBlock();
  return channels < block && outputs > block && outputs % block == 0;
}

/// A batch of inputs as the first layer reads it: images channels-last or as planes, anything else
/// flat.
Activation MakeInputs(const Layer& first, const NamedTensors& state,
  const std::vector<std::int64_t>& sampleShape, std::int64_t batchSize, torch::ScalarType type)
{
  const std::int64_t elements = ElementCount(sampleShape);
  Activation inputs;
  inputs.Type = type;
  inputs.Memory = torch::zeros({ batchSize * elements }, type);
  if (first.Type == Layer::Kind::Convolution)
  {
    inputs.Shape = { batchSize, sampleShape[0], sampleShape[1], sampleShape[2] };
    inputs.Block = ReadsPlanes(first, state, sampleShape[0]) ? 1 : sampleShape[0];
  }
  else
  {
    inputs.Shape = { batchSize, elements };
  }
  return inputs;
}

/// Images in the order of dimensions of Activation::Values.
torch::Tensor InBlocks(const torch::Tensor& images, std::int64_t block)
{
  return images.unflatten(1, { -1, block }).permute({ 0, 1, 3, 4, 2 });
}

/// The pixels that an output takes of what is added, along one axis: all, or every second, third,
/// ..., as many as the output has.
torch::indexing::Slice Subsample(const Activation& added, const Activation& output, int axis)
{
  const std::int64_t step = (added.Shape[axis] + output.Shape[axis] - 1) / output.Shape[axis];
  return torch::indexing::Slice(torch::indexing::None, torch::indexing::None, step);
}

/// Copies what a layer adds into its output, in the output's shape (see Layer::Added).
void CopyAdded(const Activation& added, const Activation& output)
{
  using torch::indexing::Slice;
  const torch::Tensor source = added.Values().index(
    { Slice(), Slice(), Subsample(added, output, 2), Subsample(added, output, 3) });
  const torch::Tensor target = output.Values();
  output.Memory.zero_();
  const std::int64_t before = (output.Shape[1] - added.Shape[1]) / 2;
  for (std::int64_t channel = 0; channel < added.Shape[1];)
  {
    const std::int64_t from = channel % added.Block;
    const std::int64_t to = (before + channel) % output.Block;
    const std::int64_t count = std::min(added.Block - from, output.Block - to);
    target.select(1, (before + channel) / output.Block)
      .narrow(3, to, count)
      .copy_(source.select(1, channel / added.Block).narrow(3, from, count));
    channel += count;
  }
}

} // namespace

FusedNetwork::FusedNetwork(const LayerList& layers, const NamedTensors& state,
  const std::vector<std::int64_t>& sampleShape, std::int64_t batchSize, torch::ScalarType type)
  : Engine(dnnl::engine::kind::cpu, 0), Stream(Engine), Scratch(Engine),
    Inputs(MakeInputs(layers.front(), state, sampleShape, batchSize, type))
{
  const LayerOutputs outputs(layers, state, this->Inputs, ChannelBlock());
  for (std::size_t i = 0; i < layers.size(); ++i)
  {
    const Layer& layer = layers[i];
    Step step;
    step.Output = outputs[i];
    if (layer.Added >= 0 && !outputs.AddsInPlace(i))
    {
      step.Added = outputs[layer.Added];
    }
    const Activation& input = layer.Input < 0 ? this->Inputs : outputs[layer.Input];
    step.Kernel = MakeLayerKernel(this->Scratch, layer, state, input, step.Output);
    this->Steps.push_back(std::move(step));
  }
  this->Scratch.Allocate();
}

void FusedNetwork::Load(const StateReader& read)
{
  FoldedWeights::Values scratch;
  for (auto& step : this->Steps)
  {
    step.Kernel->Load(read, scratch, this->Stream);
    this->Stream.wait();
  }
}

torch::Tensor FusedNetwork::Forward(const torch::Tensor& inputs)
{
  const std::int64_t samples = inputs.size(0);
  // Behind the samples of a smaller batch stand those of an earlier one, whose outputs nobody
  // takes.
  const torch::Tensor taken = this->Inputs.Values().narrow(0, 0, samples);
  taken.copy_(this->Inputs.IsImage() ? InBlocks(inputs, this->Inputs.Block) : inputs.flatten(1));
  for (auto& step : this->Steps)
  {
    if (step.Added)
    {
      CopyAdded(*step.Added, step.Output);
    }
    step.Kernel->Run(this->Stream);
  }
  this->Stream.wait();
  return this->Steps.back().Output.Values().narrow(0, 0, samples);
}

} // namespace losslandscape
