// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Engine/Execution/LayerOutputs.h"

#include "Core/Common/DenseArray.h"
#include "Core/Engine/Execution/FoldedWeights.h"

#include <set>

namespace losslandscape
{
namespace
{

std::vector<std::size_t> LastReaders(const LayerList& layers)
{
  // The network's own output is read by no layer, and no layer may write over it.
  std::vector<std::size_t> last(layers.size(), layers.size());
  for (std::size_t i = 0; i < layers.size(); ++i)
  {
    for (const int read : { layers[i].Input, layers[i].Added })
    {
      if (read >= 0)
      {
        last[static_cast<std::size_t>(read)] = i;
      }
    }
  }
  return last;
}

/// Pixels along one side after a norm or a pooling.
std::int64_t SideOf(const Layer& layer, const Activation& input, int axis)
{
  if (layer.Type == Layer::Kind::Norm)
  {
    return input.Shape[axis];
  }
  const std::int64_t cutOff = layer.RoundsUp ? layer.Stride - 1 : 0;
  return (input.Shape[axis] + cutOff) / layer.Stride;
}

} // namespace

LayerOutputs::LayerOutputs(
  const LayerList& layers, const NamedTensors& state, const Activation& input, std::int64_t block)
  : Layers(layers), Block(block), LastReader(LastReaders(layers))
{
  for (std::size_t i = 0; i < layers.size(); ++i)
  {
    const Layer& layer = layers[i];
    Activation output =
      this->Shaped(layer, state, layer.Input < 0 ? input : this->Outputs[layer.Input]);
    output.Type = i + 1 < layers.size() ? input.Type : torch::kFloat32;
    const std::int64_t count = ElementCount(output.Shape);
    this->Memory.push_back(
      this->CanAddInPlace(i, output) ? this->Memory[layer.Added] : this->Take(count, output.Type));
    output.Memory = this->Memory.back().narrow(0, 0, count);
    this->Outputs.push_back(std::move(output));
    this->GiveBackUnread(i);
  }
}

bool LayerOutputs::AddsInPlace(std::size_t layer) const
{
  const int added = this->Layers[layer].Added;
  return added >= 0 && this->Memory[added].is_same(this->Memory[layer]);
}

Activation LayerOutputs::Shaped(
  const Layer& layer, const NamedTensors& state, const Activation& input) const
{
  Activation output;
  const std::int64_t batch = input.Shape[0];
  switch (layer.Type)
  {
    case Layer::Kind::GlobalMean:
      output.Shape = { batch, input.Shape[1] };
      return output;
    case Layer::Kind::Norm:
    case Layer::Kind::MaxPool:
      output.Shape = { batch, input.Shape[1], SideOf(layer, input, 2), SideOf(layer, input, 3) };
      output.Block = input.Block;
      return output;
    case Layer::Kind::Linear:
    case Layer::Kind::Convolution:
      break;
  }
  const auto weight = FoldedWeights(layer, state).WeightShape();
  if (layer.Type == Layer::Kind::Linear)
  {
    output.Shape = { batch, weight[0] };
    return output;
  }
  const auto pixels = [&](int axis)
  { return (input.Shape[axis] + 2 * layer.Padding - weight[axis]) / layer.Stride + 1; };
  output.Shape = { batch, weight[0], pixels(2), pixels(3) };
  const bool inBlocks = this->Block > 0 && (input.Block == this->Block || input.Block == 1) &&
    weight[0] % this->Block == 0;
  output.Block = inBlocks ? this->Block : weight[0];
  return output;
}

bool LayerOutputs::CanAddInPlace(std::size_t layer, const Activation& output) const
{
  const int added = this->Layers[layer].Added;
  return added >= 0 && this->LastReader[added] == layer && this->Layers[layer].Input != added &&
    this->Outputs[added].Shape == output.Shape && this->Outputs[added].Block == output.Block &&
    this->Outputs[added].Type == output.Type;
}

torch::Tensor LayerOutputs::Take(std::int64_t count, torch::ScalarType type)
{
  for (auto free = this->Free.begin(); free != this->Free.end(); ++free)
  {
    if (free->numel() >= count && free->scalar_type() == type)
    {
      const torch::Tensor memory = *free;
      this->Free.erase(free);
      return memory;
    }
  }
  return torch::zeros({ count }, type);
}

void LayerOutputs::GiveBackUnread(std::size_t layer)
{
  // A layer may add what it reads, whose memory is given back once: hence a set.
  for (const int read : std::set<int>{ this->Layers[layer].Input, this->Layers[layer].Added })
  {
    const bool unread = read >= 0 && this->LastReader[read] == layer;
    if (unread && !this->Memory[read].is_same(this->Memory[layer]))
    {
      this->Free.push_back(this->Memory[read]);
    }
  }
}

} // namespace losslandscape
