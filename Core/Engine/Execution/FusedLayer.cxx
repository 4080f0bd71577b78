// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Engine/Execution/ActivationMemory.h"
#include "Core/Engine/Execution/LayerKernel.h"
#include "Core/Engine/Execution/WeightPacking.h"

#include <algorithm>
#include <optional>

namespace losslandscape
{
namespace
{

using Tag = dnnl::memory::format_tag;
using Description = dnnl::memory::desc;
constexpr auto Float = dnnl::memory::data_type::f32;
constexpr auto Inference = dnnl::prop_kind::forward_inference;

bool ProcessorHas(dnnl::cpu_isa instructions)
{
  const auto wanted = static_cast<unsigned>(instructions);
  return (static_cast<unsigned>(dnnl::get_effective_cpu_isa()) & wanted) == wanted;
}

/// Whether to use the kernels for images in blocks of 16 channels. Images of one block also lie in
/// memory as channels-last ones, and are left to the kernels for those, which are faster. The
/// network's input may be planes.
bool AreInBlocks(const Activation& input, const Activation& output)
{
  const bool reads = input.Block == WidestVector || input.Block == 1;
  return reads && output.Block == WidestVector &&
    std::max(input.Shape[1], output.Shape[1]) > WidestVector;
}

dnnl::primitive_attr PostOperations(const Layer& layer)
{
  dnnl::post_ops operations;
  if (layer.Adds)
  {
    operations.append_sum(1.0F);
  }
  for (const Nonlinearity& nonlinearity : layer.Nonlinearities)
  {
    for (const OneDnnFunction& function : FunctionsFor(nonlinearity))
    {
      AppendFunction(operations, function);
    }
  }
  dnnl::primitive_attr attributes = Scratchpad::Attributes();
  attributes.set_post_ops(operations);
  return attributes;
}

/// Shapes of a layer's four tensors. The order of the weights is left to the kernel.
struct Shapes
{
  Description Input;
  Description Weights;
  Description Bias;
  Description Output;
};

dnnl::convolution_forward::primitive_desc Convolution(
  const dnnl::engine& engine, const Layer& layer, const Shapes& shapes, dnnl::algorithm method)
{
  const Window& window = layer.Window;
  const dnnl::memory::dims stride(window.Stride.begin(), window.Stride.end());
  const dnnl::memory::dims padding(window.Padding.begin(), window.Padding.end());
  // oneDNN counts the pixels that a dilated filter leaves out.
  const dnnl::memory::dims skipped = { window.Dilation[0] - 1, window.Dilation[1] - 1 };
  return DescribeOperation<dnnl::convolution_forward>(engine, PostOperations(layer), Inference,
    method, shapes.Input, shapes.Weights, shapes.Bias, shapes.Output, stride, skipped, padding,
    padding);
}

dnnl::convolution_forward::primitive_desc FastestConvolution(
  const dnnl::engine& engine, const Layer& layer, const Shapes& shapes, bool byWinograd)
{
  if (byWinograd)
  {
    try
    {
      return Convolution(engine, layer, shapes, dnnl::algorithm::convolution_winograd);
    }
    catch (const dnnl::error&)
    {
      // oneDNN has no such kernel for these sizes or this processor.
    }
  }
  return Convolution(engine, layer, shapes, dnnl::algorithm::convolution_direct);
}

dnnl::inner_product_forward::primitive_desc Linear(
  const dnnl::engine& engine, const Layer& layer, const Shapes& shapes)
{
  return DescribeOperation<dnnl::inner_product_forward>(engine, PostOperations(layer), Inference,
    shapes.Input, shapes.Weights, shapes.Bias, shapes.Output);
}

/// Shape of a layer's weights, and the order in which the network holds them.
struct WeightForm
{
  std::vector<std::int64_t> Shape;
  Tag Order;
};

/// Weights are (outputs, inputs...). A linear layer that reads an image has a weight for each
/// number of the image, in PyTorch's order; a convolution in groups has the groups before all.
WeightForm WeightFormFor(
  const Layer& layer, const Activation& input, const std::vector<std::int64_t>& shape)
{
  if (layer.Type == Layer::Kind::Linear)
  {
    if (input.IsImage())
    {
      return { { shape[0], input.Shape[1], input.Shape[2], input.Shape[3] }, Tag::oihw };
    }
    return layer.IsTransposed ? WeightForm{ { shape[1], shape[0] }, Tag::io }
                              : WeightForm{ shape, Tag::oi };
  }
  if (layer.Groups > 1)
  {
    return { { layer.Groups, shape[0] / layer.Groups, shape[1], shape[2], shape[3] }, Tag::goihw };
  }
  return { shape, Tag::oihw };
}

/// A convolution or linear layer with batch norm, addition and ReLU in one kernel of oneDNN, which
/// is compiled for the layer's sizes and this processor. Weights have the type of the inputs; sums
/// and biases are float32. Convolutions of float32 with many channels are done by Winograd's method
/// where that is faster (Lavin and Gray, "Fast algorithms for convolutional neural networks", CVPR
/// 2016): outputs differ from those of the direct sum by rounding only.
class FusedLayer : public PrimitiveKernel
{
public:
  FusedLayer(Scratchpad& scratchpad, const Layer& layer, const NamedTensors& state,
    const Activation& input, const Activation& output)
    : Source(layer, state)
  {
    const dnnl::engine& engine = scratchpad.GetEngine();
    const auto form = WeightFormFor(layer, input, this->Source.WeightShape());
    const std::int64_t outputs = output.Shape[1];
    const bool convolves = layer.Type == Layer::Kind::Convolution;
    const bool inBlocks = AreInBlocks(input, output);
    const Shapes shapes = { convolves ? DescriptionOf(input, inBlocks) : DescriptionOf(input),
      Description(form.Shape, OneDnnType(input.Type), Tag::any),
      Description({ outputs }, Float, Tag::x), DescriptionOf(output, inBlocks) };
    const auto build = [&](const auto& description)
    {
      this->Weights.emplace(
        Description(form.Shape, Float, form.Order), description.weights_desc(), scratchpad);
      this->Bias = dnnl::memory(description.bias_desc(), engine);
      scratchpad.Serve(description, this->Arguments);
      return description;
    };
    if (convolves)
    {
      // Winograd's method is not tried with bfloat16, for which oneDNN has no such kernels.
      const bool byWinograd = inBlocks && layer.Groups == 1 && input.Shape[1] > WidestVector &&
        input.Type == torch::kFloat32;
      this->Primitive =
        dnnl::convolution_forward(build(FastestConvolution(engine, layer, shapes, byWinograd)));
    }
    else
    {
      this->Primitive = dnnl::inner_product_forward(build(Linear(engine, layer, shapes)));
    }
    this->Arguments.insert({ { DNNL_ARG_SRC, MemoryOf(input, shapes.Input, engine) },
      { DNNL_ARG_WEIGHTS, this->Weights->Packed() }, { DNNL_ARG_BIAS, this->Bias },
      { DNNL_ARG_DST, dnnl::memory(shapes.Output, engine, output.Memory.data_ptr()) } });
  }

  void Load(const StateReader& read, FoldedWeights::Values& scratch, dnnl::stream& stream) override
  {
    this->Source.Read(read, scratch);
    this->Weights->Pack(scratch.Weight.data(), stream);
    std::copy(
      scratch.Bias.begin(), scratch.Bias.end(), static_cast<float*>(this->Bias.get_data_handle()));
  }

private:
  FoldedWeights Source;
  std::optional<WeightPacking> Weights;
  dnnl::memory Bias;
};

} // namespace

std::unique_ptr<LayerKernel> MakeFusedLayer(Scratchpad& scratchpad, const Layer& layer,
  const NamedTensors& state, const Activation& input, const Activation& output)
{
  return std::make_unique<FusedLayer>(scratchpad, layer, state, input, output);
}

std::int64_t ChannelBlock()
{
  return ProcessorHas(dnnl::cpu_isa::avx512_core) ? WidestVector : 0;
}

bool ComputesInBFloat16()
{
  return ProcessorHas(dnnl::cpu_isa::avx512_core_bf16);
}

} // namespace losslandscape
