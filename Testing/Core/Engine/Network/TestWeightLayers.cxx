// SPDX-License-Identifier: BSD-3-Clause
// Truth: LibTorch's own layers, and the state of its generator.
#include "Testing/Core/Engine/NetworkTesting.h"

#include "Core/Engine/Evaluation/DerivativeEvaluation.h"
#include "Core/Engine/Network/Zoo/BuiltInNetwork.h"
#include "Core/Engine/Studies/Training/Training.h"

#include <sstream>

using namespace losslandscape;

namespace
{

torch::Tensor GeneratorState()
{
  return at::detail::getDefaultCPUGenerator().get_state();
}

/// Gives a layer of ours the parameters of LibTorch's, by name.
void CopyParameters(const torch::nn::Module& from, const torch::nn::Module& to)
{
  const torch::NoGradGuard noGradient;
  const auto source = from.named_parameters();
  auto target = to.named_parameters();
  ASSERT_EQ(source.keys(), target.keys());
  for (const auto& item : source)
  {
    ASSERT_EQ(item.value().sizes(), target[item.key()].sizes());
    target[item.key()].copy_(item.value());
  }
}

/// Outputs and gradients are the same to the bit.
template <typename Theirs, typename Ours>
void ExpectSameLayer(Theirs theirs, Ours ours, const torch::Tensor& inputs)
{
  CopyParameters(*theirs, *ours);
  const auto expected = theirs->forward(inputs);
  const auto found = ours->forward(inputs);
  EXPECT_TRUE(found.equal(expected));
  expected.square().sum().backward();
  found.square().sum().backward();
  for (const auto& item : theirs->named_parameters())
  {
    EXPECT_TRUE(ours->named_parameters()[item.key()].grad().equal(item.value().grad()))
      << item.key();
  }
}

} // namespace

TEST(WeightLayers, ConvolveAsLibTorch)
{
  const auto images = torch::randn({ 3, 4, 9, 8 });
  using Options = torch::nn::Conv2dOptions;
  for (const Options& options : { Options(4, 5, 3), Options(4, 6, 3).padding(1).bias(false),
         Options(4, 2, 5).stride(2).padding(2), Options(4, 3, { 2, 4 }).stride({ 2, 4 }),
         Options(4, 7, 1).stride(2).bias(false) })
  {
    ExpectSameLayer(torch::nn::Conv2d(options), ConvolutionLayer(options), images);
    ExpectSameLayer(torch::nn::Conv2d(options), ConvolutionLayer(options),
      images.contiguous(torch::MemoryFormat::ChannelsLast));
  }
}

TEST(WeightLayers, MultiplyAsLibTorch)
{
  ExpectSameLayer(torch::nn::Linear(7, 4), LinearLayer(7, 4), torch::randn({ 5, 7 }));
  ExpectSameLayer(torch::nn::Linear(7, 4), LinearLayer(7, 4), torch::randn({ 2, 5, 7 }));
}

TEST(RandomNumbers, OfTheProgramAreNotUsedByBuiltInNetworks)
{
  const auto before = GeneratorState();
  for (const std::string& name : ArchitectureNames())
  {
    const auto network = MakeBuiltInNetwork({ name, { 5 }, { 3, 32, 32 }, 10 });
    const torch::NoGradGuard noGradient;
    for (const auto& [parameter, tensor] : network->State())
    {
      tensor.fill_(0.25);
    }
    const NamedTensors state = network->State();
    const NamedTensors copy = network->Clone()->State();
    ASSERT_EQ(copy.size(), state.size());
    for (std::size_t i = 0; i < state.size(); ++i)
    {
      EXPECT_EQ(copy[i].first, state[i].first);
      EXPECT_TRUE(copy[i].second.equal(state[i].second)) << name << " " << state[i].first;
      EXPECT_NE(copy[i].second.data_ptr(), state[i].second.data_ptr());
    }
    EXPECT_TRUE(GeneratorState().equal(before)) << name;
  }
}

TEST(RandomNumbers, OfTheProgramAreNotUsedByProblemsAndPlanes)
{
  const auto before = GeneratorState();
  ProblemOptions options;
  options.Data.NumberOfSamples = 10;
  options.Device = "cpu";
  const Plane plane(std::make_shared<const Problem>(options), 2, {});
  EvaluateAll(plane, Grid(2, { 2, 2, 1 }, { -1, 1, -1, 1, 0, 0 }), 2);
  DerivativeOptions gradient;
  gradient.Gradient = true;
  const PlanePoints points = { 2,
    [](std::int64_t i) {
      return std::array<double, 3>{ 0.1 * static_cast<double>(i), 0.0, 0.0 };
    } };
  DerivativesAt(plane, points, gradient, 2);
  EXPECT_TRUE(GeneratorState().equal(before));
}

TEST(RandomNumbers, OfTheProgramGoOnAfterATraining)
{
  const auto before = GeneratorState();
  TrainingOptions options;
  options.Network.Architecture = "mlp";
  options.Data.Kind = DatasetKind::Spirals;
  options.Data.NumberOfSamples = 20;
  options.Device = "cpu";
  options.Epochs = 2;
  Train(options);
  EXPECT_TRUE(GeneratorState().equal(before));
  EXPECT_THROW(Train(options, [](double) { return false; }), Aborted);
  EXPECT_TRUE(GeneratorState().equal(before));
}
