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
  return layer.Rectified ? affine | Flags::fuse_norm_relu : affine;
}

dnnl::batch_normalization_forward::primitive_desc Describe(
  const dnnl::engine& engine, const Layer& layer, const dnnl::memory::desc& image)
{
  const auto epsilon = static_cast<float>(layer.NormEpsilon);
  return DescribeBatchNorm(
    engine, Scratchpad::Attributes(), Inference, image, epsilon, FlagsOf(layer));
}

/// Batch norm of an image with its running statistics, and ReLU, where the norm follows no
/// convolution that could do both.
class NormKernel : public PrimitiveKernel
{
public:
  NormKernel(Scratchpad& scratchpad, const Layer& layer, const NamedTensors& state,
    const Activation& input, const Activation& output)
  {
    const std::int64_t channels = input.Shape[1];
    const auto image = DescriptionOf(input);
    const dnnl::engine& engine = scratchpad.GetEngine();
    const auto description = Describe(engine, layer, image);
    this->Primitive = dnnl::batch_normalization_forward(description);
    this->Arguments = { { DNNL_ARG_SRC, dnnl::memory(image, engine, input.Memory.data_ptr()) },
      { DNNL_ARG_DST, dnnl::memory(image, engine, output.Memory.data_ptr()) } };
    scratchpad.Serve(description, this->Arguments);
    const std::pair<const char*, int> parts[] = { { ".weight", DNNL_ARG_SCALE },
      { ".bias", DNNL_ARG_SHIFT }, { ".running_mean", DNNL_ARG_MEAN },
      { ".running_var", DNNL_ARG_VARIANCE } };
    const dnnl::memory::desc values(
      { channels }, dnnl::memory::data_type::f32, dnnl::memory::format_tag::x);
    for (const auto& [part, argument] : parts)
    {
      this->Sources.push_back({ NeedTensor(state, layer.Norm + part), argument });
      this->Arguments[argument] = dnnl::memory(values, engine);
    }
    this->Scratch.resize(static_cast<std::size_t>(channels));
  }

  void Load(const StateReader& read, FoldedWeights::Values&, dnnl::stream&) override
  {
    for (const auto& source : this->Sources)
    {
      read(source.Index, this->Scratch.data());
      auto* values = static_cast<float*>(this->Arguments.at(source.Argument).get_data_handle());
      std::copy(this->Scratch.begin(), this->Scratch.end(), values);
    }
  }

private:
  /// A tensor of the norm: its number in the state, and what the kernel calls it.
  struct Source
  {
    std::size_t Index;
    int Argument;
  };
  std::vector<Source> Sources;
  std::vector<double> Scratch;
};

} // namespace

std::unique_ptr<LayerKernel> MakeNormKernel(Scratchpad& scratchpad, const Layer& layer,
  const NamedTensors& state, const Activation& input, const Activation& output)
{
  return std::make_unique<NormKernel>(scratchpad, layer, state, input, output);
}

} // namespace losslandscape
