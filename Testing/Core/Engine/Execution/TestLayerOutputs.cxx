// SPDX-License-Identifier: BSD-3-Clause
// Truth: the same sums by LibTorch's operators in double precision.
#include "Core/Engine/Execution/FusedNetwork.h"
#include "Core/Engine/Execution/LayerOutputs.h"

#include <gtest/gtest.h>

#include <algorithm>

using namespace losslandscape;

namespace
{

constexpr std::int64_t Channels = 16;
constexpr std::int64_t Side = 6;
constexpr std::int64_t Samples = 3;

Layer Convolution(const std::string& name, int input, int added = Layer::Nothing)
{
  Layer layer;
  layer.Name = name;
  layer.Padding = 1;
  layer.Input = input;
  layer.Added = added;
  return layer;
}

/// x + f(x) of the first convolution, a chain behind it that needs memory, and the mean.
LayerList ResidualChain()
{
  LayerList layers = { Convolution("a", Layer::NetworkInput), Convolution("b", 0, 0),
    Convolution("c", 1), Convolution("d", 2), Convolution("e", 3, 2) };
  Layer mean;
  mean.Type = Layer::Kind::GlobalMean;
  mean.Input = 4;
  layers.push_back(mean);
  return layers;
}

NamedTensors RandomWeights(const LayerList& layers)
{
  auto generator = at::detail::createCPUGenerator(3);
  NamedTensors state;
  for (const Layer& layer : layers)
  {
    if (layer.Type == Layer::Kind::Convolution)
    {
      state.emplace_back(layer.Name + ".weight",
        torch::randn({ Channels, Channels, 3, 3 }, generator, torch::kFloat32) / 12.0);
    }
  }
  return state;
}

torch::Tensor Expected(const NamedTensors& state, const torch::Tensor& inputs)
{
  const auto convolve = [&](std::size_t layer, const torch::Tensor& x)
  { return torch::conv2d(x, state[layer].second.to(torch::kFloat64), {}, 1, 1); };
  const auto a = convolve(0, inputs.to(torch::kFloat64));
  const auto b = a + convolve(1, a);
  const auto c = convolve(2, b);
  const auto e = c + convolve(4, convolve(3, c));
  return e.mean({ 2, 3 });
}

} // namespace

TEST(LayerOutputs, ALayerMayAddWhatItReads)
{
  const LayerList layers = ResidualChain();
  const NamedTensors state = RandomWeights(layers);
  auto generator = at::detail::createCPUGenerator(4);
  const auto inputs = torch::randn({ Samples, Channels, Side, Side }, generator, torch::kFloat32);
  FusedNetwork network(layers, state, { Channels, Side, Side }, Samples, torch::kFloat32);
  network.Load(
    [&](std::size_t tensor, double* values)
    {
      const auto source = state[tensor].second.to(torch::kFloat64).contiguous();
      std::copy_n(source.data_ptr<double>(), source.numel(), values);
    });
  const auto expected = Expected(state, inputs);
  const auto found = network.Forward(inputs).to(torch::kFloat64);
  EXPECT_LT(
    (found - expected).abs().max().item<double>(), 1e-5 * expected.abs().max().item<double>());
}

TEST(LayerOutputs, NoLayerWritesToWhatItReads)
{
  const LayerList layers = ResidualChain();
  Activation input;
  input.Shape = { Samples, Channels, Side, Side };
  input.Block = Channels;
  input.Memory = torch::zeros({ Samples * Channels * Side * Side });
  const LayerOutputs outputs(layers, RandomWeights(layers), input, 0);
  for (std::size_t i = 1; i < layers.size(); ++i)
  {
    EXPECT_NE(outputs[i].Memory.data_ptr(), outputs[layers[i].Input].Memory.data_ptr()) << i;
  }
}
