// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Engine/Network/Zoo/ProgramBuilder.h"

#include <algorithm>
#include <numeric>

namespace losslandscape
{
namespace
{

using Sizes = std::vector<std::int64_t>;

/// torch.export's number for 32-bit floats (torch/_export/serde/schema.py).
constexpr std::int64_t Float32Code = 7;

GraphArgument Square(std::int64_t side)
{
  return Integers({ side, side });
}

/// The image's sizes after a function of each of its sides.
template <typename Function>
Sizes ImageOf(std::int64_t channels, const Sizes& image, const Function& side)
{
  return { channels, side(image[1]), side(image[2]) };
}

Sizes Halved(const Sizes& image, bool roundsUp)
{
  return ImageOf(
    image[0], image, [&](std::int64_t pixels) { return (pixels + (roundsUp ? 1 : 0)) / 2; });
}

} // namespace

GraphArgument Integers(const std::vector<std::int64_t>& numbers)
{
  GraphArgument::List list;
  for (const std::int64_t number : numbers)
  {
    list.push_back({ number });
  }
  return { list };
}

ProgramBuilder::ProgramBuilder(const Sizes& sampleShape) : Samples{ "x", sampleShape }
{
  InputShape shape{ Float32Code, { std::nullopt } };
  shape.Sizes.insert(shape.Sizes.end(), sampleShape.begin(), sampleShape.end());
  this->Program.UserShapes[this->Samples.Name] = shape;
}

const BuiltValue& ProgramBuilder::BatchSize()
{
  if (!this->Batch)
  {
    this->Batch =
      this->Call("torch.ops.aten.sym_size.int", { { "self", this->Samples }, { "dim", 0 } }, {});
  }
  return *this->Batch;
}

BuiltValue ProgramBuilder::Declare(
  GraphInput::Kind kind, const std::string& name, DenseArray initial)
{
  // A prefix as torch.export's keeps names of tensors and of results apart.
  const BuiltValue value = { (kind == GraphInput::Kind::Parameter ? "p_" : "b_") + name,
    initial.Shape };
  this->Program.Graph.Inputs.push_back({ kind, value.Name, name });
  this->Program.Tensors.emplace_back(name, std::move(initial));
  return value;
}

BuiltValue ProgramBuilder::Parameter(
  const std::string& name, const Sizes& shape, std::optional<float> fill)
{
  DenseArray initial{ ElementType::Float32, shape, {} };
  if (fill)
  {
    const auto count = static_cast<std::size_t>(ElementCount(shape));
    initial = DenseArray::FromFloat(shape, std::vector<float>(count, *fill));
  }
  return this->Declare(GraphInput::Kind::Parameter, name, std::move(initial));
}

BuiltValue ProgramBuilder::Buffer(const std::string& name, DenseArray initial)
{
  return this->Declare(GraphInput::Kind::Buffer, name, std::move(initial));
}

BuiltValue ProgramBuilder::Call(
  const std::string& operatorName, std::vector<NamedGraphArgument> arguments, Sizes shape)
{
  auto& nodes = this->Program.Graph.Nodes;
  const std::string overloaded = operatorName.substr(0, operatorName.rfind('.'));
  const BuiltValue result = { overloaded.substr(overloaded.rfind('.') + 1) + "_" +
      std::to_string(nodes.size()),
    std::move(shape) };
  nodes.push_back({ operatorName, std::move(arguments), { result } });
  return result;
}

BuiltValue ProgramBuilder::Convolve(const BuiltValue& images, const BuiltValue& weight,
  GraphArgument bias, std::int64_t stride, std::int64_t padding)
{
  const std::int64_t kernel = weight.Shape.back();
  const auto side = [&](std::int64_t pixels)
  { return (pixels + 2 * padding - kernel) / stride + 1; };
  return this->Call("torch.ops.aten.conv2d.default",
    { { "input", images }, { "weight", weight }, { "bias", std::move(bias) },
      { "stride", Square(stride) }, { "padding", Square(padding) } },
    ImageOf(weight.Shape[0], images.Shape, side));
}

BuiltValue ProgramBuilder::Convolution(const std::string& name, const BuiltValue& images,
  std::int64_t outputs, std::int64_t kernel, std::int64_t stride)
{
  const BuiltValue weight =
    this->Parameter(name + ".weight", { outputs, images.Shape[0], kernel, kernel });
  return this->Convolve(images, weight, GraphArgument(), stride, kernel / 2);
}

BuiltValue ProgramBuilder::BiasedConvolution(const std::string& name, const BuiltValue& images,
  std::int64_t outputs, std::int64_t kernel, std::int64_t stride, std::int64_t padding)
{
  const BuiltValue weight =
    this->Parameter(name + ".weight", { outputs, images.Shape[0], kernel, kernel });
  const BuiltValue bias = this->Parameter(name + ".bias", { outputs });
  return this->Convolve(images, weight, bias, stride, padding);
}

BuiltValue ProgramBuilder::Linear(
  const std::string& name, const BuiltValue& inputs, std::int64_t outputs)
{
  const BuiltValue weight = this->Parameter(name + ".weight", { outputs, inputs.Shape.back() });
  const BuiltValue bias = this->Parameter(name + ".bias", { outputs });
  Sizes shape = inputs.Shape;
  shape.back() = outputs;
  return this->Call("torch.ops.aten.linear.default",
    { { "input", inputs }, { "weight", weight }, { "bias", bias } }, std::move(shape));
}

BuiltValue ProgramBuilder::BatchNorm(const std::string& name, const BuiltValue& inputs)
{
  const Sizes channels = { inputs.Shape[0] };
  const auto count = static_cast<std::size_t>(channels[0]);
  const auto constant = [&](float value)
  { return DenseArray::FromFloat(channels, std::vector<float>(count, value)); };
  const BuiltValue weight = this->Parameter(name + ".weight", channels, 1.0f);
  const BuiltValue bias = this->Parameter(name + ".bias", channels, 0.0f);
  const BuiltValue mean = this->Buffer(name + ".running_mean", constant(0.0f));
  const BuiltValue variance = this->Buffer(name + ".running_var", constant(1.0f));
  // No operator reads the count, as in the graphs of torch.export.
  this->Buffer(name + ".num_batches_tracked", DenseArray::FromInt64({}, { 0 }));
  return this->Call("torch.ops.aten.batch_norm.default",
    { { "input", inputs }, { "weight", weight }, { "bias", bias }, { "running_mean", mean },
      { "running_var", variance }, { "training", false }, { "momentum", 0.1 }, { "eps", 1e-5 },
      { "cudnn_enabled", true } },
    inputs.Shape);
}

BuiltValue ProgramBuilder::LayerNorm(
  const std::string& name, const BuiltValue& inputs, double epsilon)
{
  const Sizes width = { inputs.Shape.back() };
  const BuiltValue weight = this->Parameter(name + ".weight", width, 1.0f);
  const BuiltValue bias = this->Parameter(name + ".bias", width, 0.0f);
  return this->Call("torch.ops.aten.layer_norm.default",
    { { "input", inputs }, { "normalized_shape", Integers(width) }, { "weight", weight },
      { "bias", bias }, { "eps", epsilon } },
    inputs.Shape);
}

BuiltValue ProgramBuilder::Relu(const BuiltValue& inputs)
{
  return this->Call("torch.ops.aten.relu.default", { { "self", inputs } }, inputs.Shape);
}

BuiltValue ProgramBuilder::Gelu(const BuiltValue& inputs)
{
  return this->Call("torch.ops.aten.gelu.default", { { "self", inputs } }, inputs.Shape);
}

BuiltValue ProgramBuilder::Add(const BuiltValue& inputs, const BuiltValue& others)
{
  return this->Call(
    "torch.ops.aten.add.Tensor", { { "self", inputs }, { "other", others } }, inputs.Shape);
}

BuiltValue ProgramBuilder::MaxPool(const BuiltValue& images, bool roundsUp)
{
  return this->Call("torch.ops.aten.max_pool2d.default",
    { { "self", images }, { "kernel_size", Square(2) }, { "stride", Square(2) },
      { "padding", Square(0) }, { "dilation", Square(1) }, { "ceil_mode", roundsUp } },
    Halved(images.Shape, roundsUp));
}

BuiltValue ProgramBuilder::AveragePool(const BuiltValue& images)
{
  return this->Call("torch.ops.aten.avg_pool2d.default",
    { { "self", images }, { "kernel_size", Square(2) }, { "stride", Square(2) } },
    Halved(images.Shape, false));
}

BuiltValue ProgramBuilder::GlobalMean(const BuiltValue& images)
{
  return this->Call("torch.ops.aten.mean.dim",
    { { "self", images }, { "dim", Integers({ 2, 3 }) } }, { images.Shape[0] });
}

BuiltValue ProgramBuilder::Flatten(const BuiltValue& inputs, std::int64_t first)
{
  const auto joined = inputs.Shape.begin() + (first - 1);
  Sizes shape(inputs.Shape.begin(), joined);
  shape.push_back(ElementCount(Sizes(joined, inputs.Shape.end())));
  return this->Call("torch.ops.aten.flatten.using_ints",
    { { "self", inputs }, { "start_dim", first } }, std::move(shape));
}

BuiltValue ProgramBuilder::Reshape(const BuiltValue& inputs, const Sizes& shape)
{
  GraphArgument::List sizes = { this->BatchSize() };
  for (const std::int64_t size : shape)
  {
    sizes.push_back({ size });
  }
  return this->Call(
    "torch.ops.aten.reshape.default", { { "self", inputs }, { "shape", { sizes } } }, shape);
}

BuiltValue ProgramBuilder::Concatenate(const std::vector<BuiltValue>& parts)
{
  Sizes shape = parts.front().Shape;
  shape[0] = std::accumulate(parts.begin(), parts.end(), std::int64_t{ 0 },
    [](std::int64_t sum, const BuiltValue& part) { return sum + part.Shape[0]; });
  const GraphArgument::List tensors(parts.begin(), parts.end());
  return this->Call(
    "torch.ops.aten.cat.default", { { "tensors", { tensors } }, { "dim", 1 } }, std::move(shape));
}

NetworkProgram ProgramBuilder::Finish(const BuiltValue& output)
{
  NetworkGraph& graph = this->Program.Graph;
  // As torch.export orders them: weights, buffers, samples.
  std::stable_sort(graph.Inputs.begin(), graph.Inputs.end(),
    [](const GraphInput& a, const GraphInput& b) { return a.Type < b.Type; });
  graph.Inputs.push_back({ GraphInput::Kind::User, this->Samples.Name, "" });
  graph.Outputs = { output };
  return std::move(this->Program);
}

} // namespace losslandscape
