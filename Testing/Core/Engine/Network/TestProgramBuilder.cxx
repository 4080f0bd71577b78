// SPDX-License-Identifier: BSD-3-Clause
// Truth: LibTorch's own layers.
#include "Testing/Core/Engine/NetworkTesting.h"

#include "Core/Engine/Network/Graph/GraphNetwork.h"
#include "Core/Engine/Network/Zoo/ProgramBuilder.h"
#include "Core/Engine/Torch/DenseTensor.h"

#include <torch/nn.h>

#include <functional>

using namespace losslandscape;

namespace
{

using Write = std::function<BuiltValue(ProgramBuilder& net)>;
namespace nn = torch::nn;

/// A network that is one layer, which has to know the shape of what it gives.
std::unique_ptr<NetworkModule> MakeLayer(const Write& write, const torch::Tensor& inputs)
{
  ProgramBuilder net(inputs.sizes().slice(1).vec());
  const BuiltValue output = write(net);
  NetworkProgram program = net.Finish(output);
  std::map<std::string, torch::Tensor> tensors;
  for (const auto& [name, array] : program.Tensors)
  {
    tensors[name] = array.Bytes.empty() ? torch::empty(array.Shape) : ToTensor(array);
  }
  auto layer =
    MakeGraphNetwork(std::make_shared<GraphCode>("layer", std::move(program)), std::move(tensors));
  const torch::NoGradGuard noGradient;
  for (const auto& [name, tensor] : layer->Parameters())
  {
    torch::Tensor(tensor).fill_(1.0);
  }
  EXPECT_EQ(output.Shape, layer->Forward(inputs).sizes().slice(1).vec());
  return layer;
}

void CopyState(nn::Module& from, const NetworkModule& to)
{
  const torch::NoGradGuard noGradient;
  NamedTensors state;
  for (const auto& named : { from.named_parameters(), from.named_buffers() })
  {
    for (const auto& item : named)
    {
      state.emplace_back("layer." + item.key(), item.value());
    }
  }
  const NamedTensors ours = to.State();
  ASSERT_EQ(ours.size(), state.size());
  for (std::size_t i = 0; i < ours.size(); ++i)
  {
    EXPECT_EQ(ours[i].first, state[i].first);
    ASSERT_EQ(ours[i].second.sizes(), state[i].second.sizes());
    torch::Tensor(ours[i].second).copy_(state[i].second);
  }
}

/// Outputs, gradients and what training leaves behind are the same to the bit.
template <typename Layer>
void ExpectSame(Layer theirs, const Write& write, const torch::Tensor& inputs)
{
  const auto ours = MakeLayer(write, inputs);
  nn::Module& module = *theirs;
  CopyState(module, *ours);
  for (const bool training : { true, false })
  {
    theirs->train(training);
    ours->SetTraining(training);
    const auto expected = theirs->forward(inputs);
    const auto found = ours->Forward(inputs);
    EXPECT_TRUE(found.equal(expected));
    if (expected.requires_grad())
    {
      expected.square().sum().backward();
      found.square().sum().backward();
    }
  }
  const auto parameters = module.parameters();
  const auto buffers = module.buffers();
  for (std::size_t i = 0; i < parameters.size(); ++i)
  {
    EXPECT_TRUE(ours->Parameters()[i].second.grad().equal(parameters[i].grad()));
  }
  for (std::size_t i = 0; i < buffers.size(); ++i)
  {
    EXPECT_TRUE(ours->Buffers()[i].second.equal(buffers[i]));
  }
}

torch::Tensor Images()
{
  torch::manual_seed(4);
  return torch::randn({ 3, 4, 9, 8 });
}

} // namespace

TEST(ProgramBuilder, ConvolvesAsLibTorch)
{
  using Options = nn::Conv2dOptions;
  for (const auto& images : { Images(), Images().contiguous(torch::MemoryFormat::ChannelsLast) })
  {
    ExpectSame(
      nn::Conv2d(Options(4, 6, 3).padding(1).stride(2).bias(false)),
      [](auto& net) { return net.Convolution("layer", net.Input(), 6, 3, 2); }, images);
    ExpectSame(
      nn::Conv2d(Options(4, 7, 1).stride(2).bias(false)),
      [](auto& net) { return net.Convolution("layer", net.Input(), 7, 1, 2); }, images);
    ExpectSame(
      nn::Conv2d(Options(4, 2, 4).stride(3).padding(1)),
      [](auto& net) { return net.BiasedConvolution("layer", net.Input(), 2, 4, 3, 1); }, images);
  }
}

TEST(ProgramBuilder, MultipliesAsLibTorch)
{
  for (const auto& inputs : { torch::randn({ 5, 7 }), torch::randn({ 2, 5, 7 }) })
  {
    ExpectSame(
      nn::Linear(7, 4), [](auto& net) { return net.Linear("layer", net.Input(), 4); }, inputs);
  }
}

TEST(ProgramBuilder, NormalisesAsLibTorch)
{
  const Write batchNorm = [](auto& net) { return net.BatchNorm("layer", net.Input()); };
  ExpectSame(nn::BatchNorm2d(4), batchNorm, Images());
  ExpectSame(nn::BatchNorm1d(7), batchNorm, torch::randn({ 5, 7 }));
  ExpectSame(
    nn::LayerNorm(nn::LayerNormOptions({ 7 }).eps(1e-3)),
    [](auto& net) { return net.LayerNorm("layer", net.Input(), 1e-3); }, torch::randn({ 2, 5, 7 }));
}

TEST(ProgramBuilder, NormalisesNoBatchOfOneValueInTraining)
{
  const torch::Tensor inputs = torch::randn({ 1, 7 });
  const auto layer =
    MakeLayer([](auto& net) { return net.BatchNorm("layer", net.Input()); }, inputs);
  layer->SetTraining(true);
  ExpectContains(ErrorText([&] { layer->Forward(inputs); }), "one value per channel");
}

TEST(ProgramBuilder, PoolsAsLibTorch)
{
  ExpectSame(
    nn::MaxPool2d(2), [](auto& net) { return net.MaxPool(net.Input()); }, Images());
  ExpectSame(
    nn::MaxPool2d(nn::MaxPool2dOptions(2).ceil_mode(true)),
    [](auto& net) { return net.MaxPool(net.Input(), true); }, Images());
  ExpectSame(
    nn::AvgPool2d(2), [](auto& net) { return net.AveragePool(net.Input()); }, Images());
}

TEST(ProgramBuilder, ComputesAsLibTorch)
{
  const auto expect = [](const Write& write, const torch::Tensor& expected)
  { EXPECT_TRUE(MakeLayer(write, Images())->Forward(Images()).equal(expected)); };
  expect([](auto& net) { return net.Relu(net.Input()); }, torch::relu(Images()));
  expect([](auto& net) { return net.Gelu(net.Input()); }, torch::gelu(Images()));
  expect([](auto& net) { return net.Add(net.Input(), net.Input()); }, 2 * Images());
  expect([](auto& net) { return net.GlobalMean(net.Input()); }, Images().mean({ 2, 3 }));
  expect([](auto& net) { return net.Flatten(net.Input()); }, Images().flatten(1));
  expect([](auto& net) { return net.Flatten(net.Input(), 2); }, Images().flatten(2));
  expect(
    [](auto& net) {
      return net.Reshape(net.Input(), { 9, 32 });
    },
    Images().reshape({ 3, 9, 32 }));
  expect(
    [](auto& net) {
      return net.Concatenate({ net.Input(), net.Input() });
    },
    torch::cat({ Images(), Images() }, 1));
}

// Norms begin as the identity, and nothing is drawn for other weights.
TEST(ProgramBuilder, GivesNormsTheirInitialValues)
{
  ProgramBuilder net({ 2, 3, 3 });
  const BuiltValue x = net.BatchNorm("norm", net.Convolution("conv", net.Input(), 2, 3));
  const NetworkProgram program = net.Finish(x);
  std::map<std::string, std::vector<double>> values;
  for (const auto& [name, array] : program.Tensors)
  {
    values[name] = array.Bytes.empty() ? std::vector<double>() : array.ToDouble();
  }
  const std::map<std::string, std::vector<double>> expected = { { "conv.weight", {} },
    { "norm.weight", { 1, 1 } }, { "norm.bias", { 0, 0 } }, { "norm.running_mean", { 0, 0 } },
    { "norm.running_var", { 1, 1 } }, { "norm.num_batches_tracked", { 0 } } };
  EXPECT_EQ(values, expected);
}
