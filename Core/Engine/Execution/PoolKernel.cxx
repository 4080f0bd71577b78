// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Engine/Execution/ActivationMemory.h"
#include "Core/Engine/Execution/LayerKernel.h"

#include <algorithm>

namespace losslandscape
{
namespace
{

using Method = dnnl::algorithm;

constexpr auto Inference = dnnl::prop_kind::forward_inference;

Method MethodOf(const Layer& layer)
{
  if (layer.Type == Layer::Kind::MaxPool)
  {
    return Method::pooling_max;
  }
  return layer.Window.CountsPadding ? Method::pooling_avg_include_padding
                                    : Method::pooling_avg_exclude_padding;
}

/// How many pixels of the last squares lie outside the image along each axis.
dnnl::memory::dims OutsideAfter(
  const Window& window, const Activation& input, const Activation& output)
{
  dnnl::memory::dims outside;
  for (const std::size_t axis : { 0, 1 })
  {
    const std::int64_t covered =
      (output.Shape[2 + axis] - 1) * window.Stride[axis] + window.Size[axis];
    outside.push_back(
      std::max<std::int64_t>(0, covered - window.Padding[axis] - input.Shape[2 + axis]));
  }
  return outside;
}

dnnl::pooling_forward::primitive_desc Describe(
  const dnnl::engine& engine, const Layer& layer, const Activation& input, const Activation& output)
{
  const Window& window = layer.Window;
  return DescribePooling(engine, Scratchpad::Attributes(), Inference, MethodOf(layer),
    DescriptionOf(input), DescriptionOf(output), { window.Stride.begin(), window.Stride.end() },
    { window.Size.begin(), window.Size.end() }, { window.Padding.begin(), window.Padding.end() },
    OutsideAfter(window, input, output));
}

/// The largest value or the mean of each square of an image.
class PoolKernel : public PrimitiveKernel
{
public:
  PoolKernel(
    Scratchpad& scratchpad, const Layer& layer, const Activation& input, const Activation& output)
  {
    const dnnl::engine& engine = scratchpad.GetEngine();
    const auto description = Describe(engine, layer, input, output);
    this->Primitive = dnnl::pooling_forward(description);
    this->Arguments = { { DNNL_ARG_SRC, MemoryOf(input, DescriptionOf(input), engine) },
      { DNNL_ARG_DST, MemoryOf(output, DescriptionOf(output), engine) } };
    scratchpad.Serve(description, this->Arguments);
  }
};

} // namespace

std::unique_ptr<LayerKernel> MakePoolKernel(
  Scratchpad& scratchpad, const Layer& layer, const Activation& input, const Activation& output)
{
  return std::make_unique<PoolKernel>(scratchpad, layer, input, output);
}

} // namespace losslandscape
