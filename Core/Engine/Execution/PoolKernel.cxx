// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Engine/Execution/ActivationMemory.h"
#include "Core/Engine/Execution/LayerKernel.h"

#include <algorithm>

namespace losslandscape
{
namespace
{

constexpr auto Inference = dnnl::prop_kind::forward_inference;
constexpr auto Largest = dnnl::algorithm::pooling_max;

/// How many pixels of the last squares lie outside the image along each axis. They never win.
dnnl::memory::dims Outside(const Layer& layer, const Activation& input, const Activation& output)
{
  dnnl::memory::dims outside;
  for (const int axis : { 2, 3 })
  {
    outside.push_back(
      std::max<std::int64_t>(0, output.Shape[axis] * layer.Stride - input.Shape[axis]));
  }
  return outside;
}

dnnl::pooling_forward::primitive_desc Describe(
  const dnnl::engine& engine, const Layer& layer, const Activation& input, const Activation& output)
{
  return DescribePooling(engine, Scratchpad::Attributes(), Inference, Largest, DescriptionOf(input),
    DescriptionOf(output), layer.Stride, Outside(layer, input, output));
}

/// Max pooling: the largest value of each square of an image.
class PoolKernel : public PrimitiveKernel
{
public:
  PoolKernel(
    Scratchpad& scratchpad, const Layer& layer, const Activation& input, const Activation& output)
  {
    const dnnl::engine& engine = scratchpad.GetEngine();
    const auto description = Describe(engine, layer, input, output);
    this->Primitive = dnnl::pooling_forward(description);
    this->Arguments = { { DNNL_ARG_SRC,
                          dnnl::memory(DescriptionOf(input), engine, input.Memory.data_ptr()) },
      { DNNL_ARG_DST, dnnl::memory(DescriptionOf(output), engine, output.Memory.data_ptr()) } };
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
