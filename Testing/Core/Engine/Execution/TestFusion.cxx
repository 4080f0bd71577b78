// SPDX-License-Identifier: BSD-3-Clause
// Fused networks against the same graphs run by LibTorch's operators in double precision.
#include "FusionTesting.h"

#include "Core/Engine/Network/ExportedNetwork.h"
#include "Core/Engine/Network/Graph/GraphNetwork.h"
#include "Core/Engine/Network/Zoo/ProgramBuilder.h"
#include "Core/Engine/Torch/DenseTensor.h"
#include "Core/Files/NumPy/Npz.h"

#include <gtest/gtest.h>

#include <limits>

using namespace losslandscape;

namespace
{

using Kind = Layer::Kind;

/// A network that the builder wrote, with random weights.
std::unique_ptr<NetworkModule> Made(NetworkProgram program)
{
  auto generator = at::detail::createCPUGenerator(7);
  std::map<std::string, torch::Tensor> tensors;
  for (const auto& [name, array] : program.Tensors)
  {
    torch::Tensor values = 0.3 * torch::randn(array.Shape, generator, torch::kFloat32);
    tensors[name] = name.find("running_var") == std::string::npos ? values : values.abs() + 0.5;
  }
  program.Tensors.clear();
  return MakeGraphNetwork(
    std::make_shared<GraphCode>("test", std::move(program)), std::move(tensors));
}

torch::Tensor RandomInputs(const std::vector<std::int64_t>& shape)
{
  auto generator = at::detail::createCPUGenerator(11);
  return torch::randn(shape, generator, torch::kFloat32);
}

torch::Tensor InDouble(const NetworkModule& network, const torch::Tensor& inputs)
{
  const auto precise = network.Clone();
  precise->ConvertTo(torch::kFloat64);
  return precise->Forward(inputs.is_floating_point() ? inputs.to(torch::kFloat64) : inputs);
}

/// Checks a fused network with images in one block of channels, and in blocks of 16, whatever this
/// processor prefers: with the whole batch and, if it separates samples, with the first sample.
std::shared_ptr<const FusionPlan> ExpectSameOutputs(
  const NetworkModule& network, const torch::Tensor& inputs, double tolerance = 2e-6)
{
  const torch::NoGradGuard noGradient;
  const torch::Tensor expected = InDouble(network, inputs);
  const std::shared_ptr<const FusionPlan> plan = PlanFusion(network, inputs);
  EXPECT_NE(plan, nullptr);
  if (!plan)
  {
    return plan;
  }
  for (const std::int64_t block : { 0, 16 })
  {
    FusedNetwork fused(plan, network, torch::kFloat32, block);
    LoadStateOf(fused, network);
    for (int run = 0; run < 2; ++run)
    {
      const torch::Tensor found = fused.Forward(inputs);
      EXPECT_EQ(found.sizes(), expected.sizes());
      EXPECT_LT(LargestDifference(found, expected), tolerance) << "blocks of " << block;
    }
    if (plan->SeparatesSamples)
    {
      EXPECT_LT(LargestDifference(fused.Forward(inputs.narrow(0, 0, 1)), expected.narrow(0, 0, 1)),
        2.0 * tolerance);
    }
  }
  return plan;
}

std::size_t CountOf(const FusionPlan& plan, Kind kind)
{
  return KernelsIn(plan).count(kind);
}

GraphArgument Integer(std::int64_t number)
{
  return { number };
}

BuiltValue Slice(ProgramBuilder& net, const BuiltValue& x, std::int64_t axis, std::int64_t end,
  std::int64_t step, std::vector<std::int64_t> shape)
{
  return net.Call("torch.ops.aten.slice.Tensor",
    { { "self", x }, { "dim", Integer(axis) }, { "start", Integer(0) }, { "end", Integer(end) },
      { "step", Integer(step) } },
    std::move(shape));
}

} // namespace

TEST(Fusion, OfAResidualBlockIsOneKernelForEachConvolution)
{
  ProgramBuilder net({ 16, 6, 6 });
  const BuiltValue a = net.Relu(net.BatchNorm("n1", net.Convolution("c1", net.Input(), 32, 3)));
  const BuiltValue b = net.Relu(net.BatchNorm("n2", net.Convolution("c2", a, 32, 3)));
  const BuiltValue c = net.Relu(net.Add(net.BatchNorm("n3", net.Convolution("c3", b, 32, 3)), a));
  const auto network = Made(net.Finish(net.Linear("linear", net.GlobalMean(c), 5)));
  const auto plan = ExpectSameOutputs(*network, RandomInputs({ 3, 16, 6, 6 }));
  EXPECT_EQ(CountOf(*plan, Kind::Convolution), 3u);
  EXPECT_EQ(CountOf(*plan, Kind::Linear), 1u);
  EXPECT_EQ(plan->Steps.size(), 6u) << "three convolutions, import, mean and linear layer";
  EXPECT_TRUE(plan->SeparatesSamples);
}

TEST(Fusion, LetsALayerAddWhatItReads)
{
  ProgramBuilder net({ 16, 6, 6 });
  const BuiltValue a = net.Convolution("a", net.Input(), 16, 3);
  const BuiltValue b = net.Add(net.Convolution("b", a, 16, 3), a);
  const BuiltValue c = net.Convolution("c", b, 16, 3);
  const BuiltValue d = net.Convolution("d", c, 16, 3);
  const BuiltValue e = net.Add(net.Convolution("e", d, 16, 3), c);
  const auto network = Made(net.Finish(net.GlobalMean(e)));
  ExpectSameOutputs(*network, RandomInputs({ 3, 16, 6, 6 }));
}

TEST(Fusion, JoinsBranchesOfTwoConvolutions)
{
  ProgramBuilder net({ 8, 5, 5 });
  const BuiltValue a = net.BatchNorm("n1", net.Convolution("c1", net.Input(), 24, 3));
  const BuiltValue b = net.BatchNorm("n2", net.Convolution("c2", net.Input(), 24, 1));
  const auto network = Made(net.Finish(net.GlobalMean(net.Relu(net.Add(a, b)))));
  const auto plan = ExpectSameOutputs(*network, RandomInputs({ 4, 8, 5, 5 }));
  EXPECT_EQ(CountOf(*plan, Kind::Sum), 0u);
}

TEST(Fusion, OfAShortcutWithoutWeights)
{
  constexpr std::int64_t end = std::numeric_limits<std::int64_t>::max();
  ProgramBuilder net({ 3, 8, 8 });
  const BuiltValue a = net.Relu(net.Convolution("a", net.Input(), 16, 3));
  const BuiltValue rows = Slice(net, a, 2, end, 2, { 16, 4, 8 });
  const BuiltValue half = Slice(net, rows, 3, end, 2, { 16, 4, 4 });
  const BuiltValue shortcut = net.Call("torch.ops.aten.pad.default",
    { { "self", half }, { "pad", Integers({ 0, 0, 0, 0, 8, 8 }) } }, { 32, 4, 4 });
  const BuiltValue b = net.Relu(net.Add(net.Convolution("b", a, 32, 3, 2), shortcut));
  const auto network = Made(net.Finish(net.Linear("c", net.GlobalMean(b), 4)));
  const auto plan = ExpectSameOutputs(*network, RandomInputs({ 2, 3, 8, 8 }));
  EXPECT_EQ(CountOf(*plan, Kind::Subsample), 1u);
  EXPECT_EQ(ProgramStepsIn(*plan), 0u);
}

TEST(Fusion, OfConcatenationsNormsAndPoolings)
{
  ProgramBuilder net({ 3, 8, 8 });
  const BuiltValue a = net.Convolution("a", net.Input(), 16, 3);
  const BuiltValue b = net.Convolution("b", net.Relu(net.BatchNorm("na", a)), 24, 3);
  const BuiltValue both = net.Concatenate({ b, a });
  const BuiltValue c = net.Convolution("c", net.Relu(net.BatchNorm("nb", both)), 32, 1);
  const BuiltValue d = net.MaxPool(net.AveragePool(c));
  const auto network = Made(net.Finish(net.Linear("d", net.Flatten(d), 3)));
  const auto plan = ExpectSameOutputs(*network, RandomInputs({ 2, 3, 8, 8 }));
  EXPECT_EQ(CountOf(*plan, Kind::Concatenation), 1u);
  EXPECT_EQ(CountOf(*plan, Kind::Norm), 2u);
  EXPECT_EQ(CountOf(*plan, Kind::MaxPool), 1u);
  EXPECT_EQ(CountOf(*plan, Kind::MeanPool), 1u);
  EXPECT_EQ(ProgramStepsIn(*plan), 0u) << "the linear layer reads the image itself";
}

namespace
{

/// The operator of a function, and its further arguments.
struct FunctionCase
{
  const char* Name;
  std::vector<NamedGraphArgument> Arguments;
};

std::vector<FunctionCase> Functions()
{
  return { { "relu", {} }, { "leaky_relu", { { "negative_slope", { 0.2 } } } },
    { "hardtanh", { { "min_val", { 0.0 } }, { "max_val", { 6.0 } } } },
    { "elu", { { "alpha", { 0.7 } } } }, { "gelu", {} },
    { "gelu", { { "approximate", { std::string("tanh") } } } }, { "silu", {} }, { "hardswish", {} },
    { "hardsigmoid", {} }, { "sigmoid", {} }, { "tanh", {} } };
}

BuiltValue CallFunction(ProgramBuilder& net, const FunctionCase& function, const BuiltValue& x)
{
  auto arguments = function.Arguments;
  arguments.insert(arguments.begin(), { "self", x });
  return net.Call(std::string("torch.ops.aten.") + function.Name + ".default", arguments, x.Shape);
}

} // namespace

TEST(Fusion, AppliesFunctionsWithinAndBehindKernels)
{
  for (const FunctionCase& function : Functions())
  {
    SCOPED_TRACE(function.Name);
    ProgramBuilder net({ 3, 6, 6 });
    const BuiltValue a = CallFunction(net, function, net.Convolution("a", net.Input(), 16, 3));
    const BuiltValue b = net.MaxPool(a);
    const BuiltValue c = CallFunction(net, function, b);
    const BuiltValue d = CallFunction(net, function, net.Linear("d", net.GlobalMean(c), 8));
    const auto network = Made(net.Finish(net.Linear("e", d, 4)));
    const auto plan = ExpectSameOutputs(*network, RandomInputs({ 3, 3, 6, 6 }), 5e-6);
    EXPECT_EQ(CountOf(*plan, Kind::Elementwise), 1u);
    EXPECT_EQ(ProgramStepsIn(*plan), 0u);
  }
}

TEST(Fusion, ScalesChannelsAsSqueezeAndExciteDoes)
{
  ProgramBuilder net({ 3, 6, 6 });
  const BuiltValue a = net.Relu(net.Convolution("a", net.Input(), 32, 3));
  const BuiltValue mean = net.Call("torch.ops.aten.adaptive_avg_pool2d.default",
    { { "self", a }, { "output_size", Integers({ 1, 1 }) } }, { 32, 1, 1 });
  const BuiltValue squeezed = net.Relu(net.BiasedConvolution("s", mean, 8, 1, 1, 0));
  const BuiltValue wide = net.BiasedConvolution("e", squeezed, 32, 1, 1, 0);
  const BuiltValue scale = CallFunction(net, { "hardsigmoid", {} }, wide);
  const BuiltValue scaled =
    net.Call("torch.ops.aten.mul.Tensor", { { "self", scale }, { "other", a } }, a.Shape);
  const auto network = Made(net.Finish(net.GlobalMean(net.Convolution("b", scaled, 4, 1))));
  const auto plan = ExpectSameOutputs(*network, RandomInputs({ 3, 3, 6, 6 }));
  EXPECT_EQ(CountOf(*plan, Kind::Product), 1u);
  EXPECT_EQ(ProgramStepsIn(*plan), 0u);
}

TEST(Fusion, LeavesToLibTorchWhatHasNoKernel)
{
  ProgramBuilder net({ 4, 6, 6 });
  const BuiltValue a = net.Relu(net.Convolution("a", net.Input(), 16, 3));
  const BuiltValue b =
    net.Call("torch.ops.aten.cumsum.default", { { "self", a }, { "dim", Integer(0) } }, a.Shape);
  const auto network = Made(net.Finish(net.GlobalMean(net.Convolution("c", b, 8, 3))));
  const auto plan = ExpectSameOutputs(*network, RandomInputs({ 3, 4, 6, 6 }));
  EXPECT_EQ(ProgramStepsIn(*plan), 1u);
  EXPECT_FALSE(plan->SeparatesSamples) << "a sum over the batch";
}

TEST(Fusion, KeepsWhatIsWrittenToAmongViews)
{
  ProgramBuilder net({ 4, 6, 6 });
  const BuiltValue a = net.Convolution("a", net.Input(), 16, 3);
  const BuiltValue first = Slice(net, a, 1, 8, 1, { 8, 6, 6 });
  net.Call("torch.ops.aten.relu_.default", { { "self", first } }, first.Shape);
  const auto network = Made(net.Finish(net.GlobalMean(net.Convolution("c", a, 8, 3))));
  ExpectSameOutputs(*network, RandomInputs({ 3, 4, 6, 6 }));
}

TEST(Fusion, ReadsWrittenValuesAsTheyAreAfterwards)
{
  ProgramBuilder net({ 4, 6, 6 });
  const BuiltValue a = net.Convolution("a", net.Input(), 16, 3);
  net.Call("torch.ops.aten.relu_.default", { { "self", a } }, a.Shape);
  const BuiltValue b = net.Convolution("b", a, 16, 3);
  const auto network = Made(net.Finish(net.GlobalMean(net.Add(b, a))));
  const auto plan = ExpectSameOutputs(*network, RandomInputs({ 3, 4, 6, 6 }));
  EXPECT_EQ(ProgramStepsIn(*plan), 0u);
}

namespace
{

std::vector<std::string> ExportedFolders()
{
  std::vector<std::string> folders;
  for (const char* version : { "2.6", "2.14" })
  {
    for (const char* network : { "autoencoder", "convnext", "densenet", "encoder", "gpt",
           "mobilenet", "shufflenet", "squeezenet", "swin", "vit" })
    {
      folders.push_back(std::string(LOSSLANDSCAPE_TEST_OUTPUT) + "/exported/torch-" + version +
        "/" + network + "-float/");
    }
  }
  return folders;
}

} // namespace

class FusedExports : public testing::TestWithParam<std::string>
{
};

TEST_P(FusedExports, AnswerAsLibTorchDoes)
{
  const auto loaded = LoadExportedNetwork(GetParam() + "network.pt2");
  const auto code = loaded.Module->GetCode();
  torch::Tensor inputs;
  for (const auto& [name, array] : ReadNpz(GetParam() + "data.npz"))
  {
    inputs = name == "inputs" ? ToTensor(array) : inputs;
  }
  inputs = InputOf(*code, code->UserInputs.front(), inputs, torch::kFloat32);
  const torch::NoGradGuard noGradient;
  ExpectSameOutputs(*loaded.Module, inputs, 1e-5);
}

INSTANTIATE_TEST_SUITE_P(All, FusedExports, testing::ValuesIn(ExportedFolders()),
  [](const auto& info) { return std::to_string(info.index); });
