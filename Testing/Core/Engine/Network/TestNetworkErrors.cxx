// SPDX-License-Identifier: BSD-3-Clause
// Truth: what Python's PyTorch says of the same networks and inputs.
#include "Testing/Core/Engine/NetworkTesting.h"

#include "Core/Engine/Torch/TorchErrors.h"

#include <torch/script.h>
#include <torch/version.h>

#include <cmath>

using namespace losslandscape;

namespace
{

/// Path of a module with one parameter and this code.
std::string Script(const std::string& name, const torch::Tensor& weight, const std::string& code)
{
  torch::jit::Module module("Network");
  module.register_parameter("weight", weight, false);
  module.define(code);
  const auto path = TestOutput("errors_" + name + ".pt");
  module.save(path);
  return path;
}

std::string Data(const std::string& name, std::vector<std::int64_t> shape)
{
  constexpr std::int64_t samples = 5;
  shape.insert(shape.begin(), samples);
  const auto path = TestOutput("errors_" + name + "_data.pt");
  std::int64_t numbers = 1;
  for (const std::int64_t length : shape)
  {
    numbers *= length;
  }
  std::vector<float> values(static_cast<std::size_t>(numbers));
  for (std::size_t i = 0; i < values.size(); ++i)
  {
    values[i] = 0.1F * static_cast<float>(i % 17);
  }
  WriteCheckpoint(path,
    { { "inputs", DenseArray::FromFloat(shape, values) },
      { "targets", DenseArray::FromInt64({ samples }, { 0, 1, 0, 1, 1 }) } });
  return path;
}

ProblemOptions OptionsOf(const std::string& network, const std::string& data)
{
  ProblemOptions options;
  options.Network.NetworkFile = network;
  options.Data.Kind = DatasetKind::TensorFile;
  options.Data.Path = data;
  options.Device = "cpu";
  return options;
}

std::string ErrorOf(const std::string& network, const std::string& data)
{
  return ErrorText([&] { Problem problem(OptionsOf(network, data)); });
}

struct Refusal
{
  const char* Name;
  std::vector<std::int64_t> Weight;
  std::vector<std::int64_t> Sample;
  const char* Code;
  const char* Message;
};

LossValue OwnLoss(const std::string& network, const std::string& data)
{
  ProblemOptions options = OptionsOf(network, data);
  options.Loss = LossKind::NetworkOutput;
  const Plane plane(std::make_shared<const Problem>(options), 1, {});
  const Surface surface = EvaluateAll(plane, Grid(1, { 1, 1, 1 }, { 0, 0, 0, 0, 0, 0 }));
  return { surface.Loss[0], surface.Accuracy[0], surface.StandardError[0] };
}

} // namespace

TEST(NetworkErrors, ConvolutionsThatRefuseTheirInput)
{
  const Refusal refusals[] = {
    { "channels", { 4, 3, 3, 3 }, { 1, 8, 8 }, "torch.conv2d(x, self.weight)",
      "to have 3 channels, but got 1 channels instead" },
    { "kernel", { 4, 1, 11, 11 }, { 1, 8, 8 }, "torch.conv2d(x, self.weight)",
      "Kernel size can't be greater than actual input size" },
    { "line", { 4, 3, 2 }, { 2, 8 }, "torch.conv1d(x, self.weight)",
      "to have 3 channels, but got 2 channels instead" },
    { "volume", { 4, 3, 2, 2, 2 }, { 2, 4, 4, 4 }, "torch.conv3d(x, self.weight)",
      "to have 3 channels, but got 2 channels instead" },
    { "groups", { 4, 2, 3, 3 }, { 3, 8, 8 }, "torch.conv2d(x, self.weight, groups=2)",
      "to have 4 channels, but got 3 channels instead" },
    { "stride", { 4, 1, 3, 3 }, { 1, 8, 8 }, "torch.conv2d(x, self.weight, stride=[0, 0])",
      "stride" },
    { "transposed", { 3, 4, 3, 3 }, { 1, 8, 8 }, "torch.conv_transpose2d(x, self.weight)",
      "to have 3 channels, but got 1 channels instead" },
    { "filters", { 0, 1, 3, 3 }, { 1, 8, 8 }, "torch.conv2d(x, self.weight)", "errors_filters.pt" },
    { "matrix", { 3, 2 }, { 4 }, "torch.mm(x, self.weight)", "shapes cannot be multiplied" },
  };
  for (const Refusal& each : refusals)
  {
    SCOPED_TRACE(each.Name);
    const auto network = Script(each.Name, torch::ones(each.Weight),
      "def forward(self, x):\n    return " + std::string(each.Code) + ".flatten(1)\n");
    const auto error = ErrorOf(network, Data(each.Name, each.Sample));
    ExpectContains(error, std::string("errors_") + each.Name + ".pt");
    ExpectContains(error, each.Message);
  }
}

TEST(NetworkErrors, HalfPrecisionOnTheProcessorIsComputedInSinglePrecision)
{
  const auto linear = Script("half_matrix", torch::ones({ 4, 2 }, torch::kFloat16),
    "def forward(self, x):\n    return torch.mm(x, self.weight)\n");
  const auto convolution = Script("half_image", torch::ones({ 2, 1, 3, 3 }, torch::kFloat16),
    "def forward(self, x):\n    return torch.conv2d(x, self.weight).mean([2, 3])\n");
  for (const auto& [network, data] : { std::pair(linear, Data("half_matrix", { 4 })),
         std::pair(convolution, Data("half_image", { 1, 8, 8 })) })
  {
    const auto problem = std::make_shared<const Problem>(OptionsOf(network, data));
    ASSERT_FALSE(problem->Skipped().empty());
    ExpectContains(problem->Skipped().back(), "float32");
    // Both outputs of these networks are the same.
    const Surface surface =
      EvaluateAll(Plane(problem, 1, {}), Grid(1, { 1, 1, 1 }, { 0, 0, 0, 0, 0, 0 }));
    EXPECT_NEAR(surface.Loss[0], std::log(2.0), 1e-6);
  }
}

TEST(NetworkErrors, WhatTheNetworksCodeRaises)
{
  const std::pair<const char*, const char*> messages[] = {
    { "RaisesValueError", "ValueError: needs 3 features" },
    { "RaisesSeveralLines",
      "NotImplementedError: no such width: use 3 features or another network" },
    { "Asserts", "AssertionError: needs three features" },
    { "Recurrent", "input.size(-1) must be equal to input_size. Expected 3, got 4" },
  };
  for (const auto& [name, message] : messages)
  {
    SCOPED_TRACE(name);
    const auto network = Reference(std::string("calls/") + name + ".pt");
    const auto error = ErrorOf(network, Data("raise", { 4 }));
    ExpectContains(error, message);
    EXPECT_EQ(error.find("interpreter"), std::string::npos) << error;
  }
}

TEST(NetworkErrors, OutputsThatAreNoTensorOfNumbers)
{
  const std::pair<const char*, const char*> codes[] = {
    { "None", "found None" },
    { "x.to_sparse()", "Sparse" },
    { "torch.complex(x, x)", "ComplexFloat" },
    { "(\"text\", x)", "found String" },
    { "x[:0]", "(0, 4)" },
    { "x[:, :0]", "labels do not fit" },
    { "x.sum()", "()" },
  };
  int number = 0;
  for (const auto& [code, message] : codes)
  {
    SCOPED_TRACE(code);
    const auto network = Script("output" + std::to_string(number++), torch::ones({ 2 }),
      "def forward(self, x):\n    return " + std::string(code) + "\n");
    ExpectContains(ErrorOf(network, Data("output", { 4 })), message);
  }
}

TEST(NetworkErrors, LossesThatAreViewsAreReadByTheirStrides)
{
  const auto data = Data("view", { 4 });
  const torch::Tensor weight = torch::rand({ 4, 3 }, torch::kFloat64) + 0.5;
  const std::string costs = "    c = torch.mm(x.double(), self.weight) ** 2\n";
  // Each view with the same numbers in memory of their own.
  const char* views[] = { "c[:, 0]", "c.mean().expand(x.shape[0])", "torch.mm(c, c.t()).diagonal()",
    "c.flatten()[::3]", "c.t()[0:1].t()", "c.t()[1]" };
  int number = 0;
  for (const char* view : views)
  {
    SCOPED_TRACE(view);
    const std::string name = "view" + std::to_string(number++);
    const auto code = [&](const std::string& result)
    { return "def forward(self, x):\n" + costs + "    return " + result + "\n"; };
    const LossValue found = OwnLoss(Script(name, weight, code(view)), data);
    const LossValue right =
      OwnLoss(Script(name + "c", weight, code(view + std::string(".clone().contiguous()"))), data);
    EXPECT_EQ(found.Loss, right.Loss);
    EXPECT_EQ(found.StandardError, right.StandardError);
    EXPECT_GT(right.Loss, 0.0);
  }
}

TEST(NetworkErrors, OptionalArgumentsOfAnObjectiveKeepTheirDefaults)
{
  const auto data = Data("optional", { 4 });
  const torch::Tensor weight = torch::ones({ 4, 1 });
  const double right = OwnLoss(
    Script("plain", weight, "def forward(self, x):\n    return torch.mm(x, self.weight).mean()\n"),
    data)
                         .Loss;
  const auto lossOf =
    [&](const std::string& name, const std::string& argument, const std::string& factor)
  {
    return OwnLoss(Script(name, weight,
                     "def forward(self, x, " + argument +
                       "):\n    return torch.mm(x, self.weight).mean() * " + factor + "\n"),
      data)
      .Loss;
  };
  // To the rounding of the module, which computes in single precision.
  EXPECT_FLOAT_EQ(lossOf("scale", "scale: float = 2.0", "scale"), 2.0 * right);
  EXPECT_FLOAT_EQ(
    lossOf("mask", "mask: Optional[Tensor] = None", "(2.0 if mask is None else 3.0)"), 2.0 * right);
  EXPECT_FLOAT_EQ(
    lossOf("targets", "targets: Optional[Tensor] = None", "(2.0 if targets is None else 3.0)"),
    3.0 * right);
  EXPECT_FLOAT_EQ(lossOf("needed", "other: Tensor", "other.size(0)"), 5.0 * right);
  ExpectContains(ErrorText([&] { lossOf("number", "scale: float", "scale"); }), "scale: float");
}

TEST(NetworkErrors, PagesOfLibTorchAreCutAndAdviceIsGiven)
{
  const auto textOf = [](const std::string& message)
  {
    return std::string(
      TranslatedTorchError("it failed", "net.pt", std::runtime_error(message)).what());
  };
  const auto backend = textOf("Could not run 'aten::empty.memory_format' with arguments from the "
                              "'CUDA' backend. This could be because the operator doesn't exist "
                              "for this backend. 'aten::empty.memory_format' is only available for "
                              "these backends: [CPU, Meta, MkldnnCPU].\nCPU: registered at x");
  ExpectContains(backend, "map_location='cpu'");
  EXPECT_EQ(backend.find("MkldnnCPU"), std::string::npos) << backend;
  ExpectContains(
    textOf(
      "\nUnknown builtin op: aten::scaled_dot_product_attention.\nHere are some suggestions: "),
    "newer PyTorch");
  ExpectContains(textOf("Unknown builtin op: deepmd::border_op.\n"), "extension of PyTorch");
}
