// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Engine/Execution/ActivationMemory.h"
#include "Core/Engine/Execution/LayerKernel.h"

#include <algorithm>

namespace losslandscape
{
namespace
{

constexpr auto Inference = dnnl::prop_kind::forward_inference;

dnnl::normalization_flags FlagsOf(const Layer& layer)
{
  using Flags = dnnl::normalization_flags;
  const Flags affine = Flags::use_global_stats | Flags::use_scale | Flags::use_shift;
  return layer.Nonlinearities.empty() ? affine : affine | Flags::fuse_norm_relu;
}

/// Batch norm of an image with its running statistics, and ReLU, where the norm follows no
/// convolution that could do both. Statistics are folded into scale and shift in double precision,
/// so that oneDNN is given a mean of 0 and a variance of 1.
class NormKernel : public PrimitiveKernel
{
public:
  NormKernel(Scratchpad& scratchpad, const Layer& layer, const NamedTensors& state,
    const Activation& input, const Activation& output)
    : Source(layer.Norm, state)
  {
    const auto image = DescriptionOf(input);
    const dnnl::engine& engine = scratchpad.GetEngine();
    const auto description =
      DescribeBatchNorm(engine, Scratchpad::Attributes(), Inference, image, 0.0F, FlagsOf(layer));
    this->Primitive = dnnl::batch_normalization_forward(description);
    this->Arguments = { { DNNL_ARG_SRC, MemoryOf(input, image, engine) },
      { DNNL_ARG_DST, MemoryOf(output, image, engine) } };
    scratchpad.Serve(description, this->Arguments);
    const std::int64_t channels = input.Shape[1];
    const dnnl::memory::desc values(
      { channels }, dnnl::memory::data_type::f32, dnnl::memory::format_tag::x);
    for (const int argument : { DNNL_ARG_SCALE, DNNL_ARG_SHIFT, DNNL_ARG_MEAN, DNNL_ARG_VARIANCE })
    {
      this->Arguments[argument] = dnnl::memory(values, engine);
    }
    std::fill_n(this->ValuesOf(DNNL_ARG_MEAN), channels, 0.0F);
    std::fill_n(this->ValuesOf(DNNL_ARG_VARIANCE), channels, 1.0F);
  }

  void Load(const StateReader& read, FoldedWeights::Values&, dnnl::stream&) override
  {
    const NormMap::Values map = this->Source.Read(read);
    std::copy(map.Factor.begin(), map.Factor.end(), this->ValuesOf(DNNL_ARG_SCALE));
    std::copy(map.Offset.begin(), map.Offset.end(), this->ValuesOf(DNNL_ARG_SHIFT));
  }

private:
  float* ValuesOf(int argument)
  {
    return static_cast<float*>(this->Arguments.at(argument).get_data_handle());
  }

  NormMap Source;
};

} // namespace

std::unique_ptr<LayerKernel> MakeNormKernel(Scratchpad& scratchpad, const Layer& layer,
  const NamedTensors& state, const Activation& input, const Activation& output)
{
  return std::make_unique<NormKernel>(scratchpad, layer, state, input, output);
}

} // namespace losslandscape
