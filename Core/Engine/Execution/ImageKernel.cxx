// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Engine/Execution/ImageCopies.h"
#include "Core/Engine/Execution/LayerKernel.h"

namespace losslandscape
{
namespace
{

using Kind = Layer::Kind;
using Images = std::vector<Activation>;

/// A kernel by LibTorch's operators, on memory that stays where it is.
class ImageKernel : public LayerKernel
{
public:
  ImageKernel(Layer layer, Images inputs, Activation output)
    : How(std::move(layer)), Inputs(std::move(inputs)), Output(std::move(output))
  {
  }

protected:
  const Layer How;
  const Images Inputs;
  const Activation Output;
};

/// The mean of each channel over all pixels.
class MeanKernel : public ImageKernel
{
public:
  using ImageKernel::ImageKernel;

  void Run(dnnl::stream&) override
  {
    const Activation& image = this->Inputs.front();
    const auto means =
      this->Output.Memory.view({ image.Shape[0], image.Shape[1] / image.Block, image.Block });
    means.copy_(torch::mean(image.Values(), { 2, 3 }, false, torch::kFloat32));
  }
};

/// Every second, third, ... pixel, in the middle of channels of zeros.
class SubsampleKernel : public ImageKernel
{
public:
  using ImageKernel::ImageKernel;

  void Run(dnnl::stream&) override
  {
    this->Output.Memory.zero_();
    CopyImage(
      this->Inputs.front(), this->Output, this->How.AddedChannels[0], this->How.Window.Stride);
  }
};

class ConcatenationKernel : public ImageKernel
{
public:
  using ImageKernel::ImageKernel;

  void Run(dnnl::stream&) override
  {
    std::int64_t channel = 0;
    for (const Activation& image : this->Inputs)
    {
      CopyImage(image, this->Output, channel);
      channel += image.Shape[1];
    }
  }
};

class ExportKernel : public ImageKernel
{
public:
  using ImageKernel::ImageKernel;

  void Run(dnnl::stream&) override { CopyImage(this->Inputs.front(), this->Output); }
};

class SumKernel : public ImageKernel
{
public:
  using ImageKernel::ImageKernel;

  void Run(dnnl::stream&) override
  {
    const Activation &first = this->Inputs[0], &second = this->Inputs[1];
    torch::Tensor sum = this->Output.Memory;
    if (first.Block == second.Block)
    {
      torch::add_out(sum, first.Memory, second.Memory);
      return;
    }
    CopyImage(second, this->Output);
    sum.add_(first.Memory);
  }
};

/// An image times another one, or times a number for each of its channels.
class ProductKernel : public ImageKernel
{
public:
  using ImageKernel::ImageKernel;

  void Run(dnnl::stream&) override
  {
    const Activation &image = this->Inputs[0], &factor = this->Inputs[1];
    torch::Tensor product = this->Output.Values();
    if (factor.Shape != image.Shape)
    {
      // The channels of an image of one pixel lie one after the other, whatever its blocks are.
      torch::mul_out(product, image.Values(),
        factor.Memory.view({ image.Shape[0], image.Shape[1] / image.Block, 1, 1, image.Block }));
      return;
    }
    CopyImage(factor, this->Output);
    product.mul_(image.Values());
  }
};

} // namespace

std::unique_ptr<LayerKernel> MakeImageKernel(
  const Layer& layer, const Images& inputs, const Activation& output)
{
  switch (layer.Type)
  {
    case Kind::GlobalMean:
      return std::make_unique<MeanKernel>(layer, inputs, output);
    case Kind::Subsample:
      return std::make_unique<SubsampleKernel>(layer, inputs, output);
    case Kind::Concatenation:
      return std::make_unique<ConcatenationKernel>(layer, inputs, output);
    case Kind::Sum:
      return std::make_unique<SumKernel>(layer, inputs, output);
    case Kind::Product:
      return std::make_unique<ProductKernel>(layer, inputs, output);
    default:
      return std::make_unique<ExportKernel>(layer, inputs, output);
  }
}

} // namespace losslandscape
