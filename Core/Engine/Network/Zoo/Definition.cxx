// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Engine/Network/Zoo/Definition.h"

#include "Core/Common/DenseArray.h"
#include "Core/Common/Error.h"
#include "Core/Common/TextEnds.h"

namespace losslandscape
{

ImageShape RequireImages(const BuiltInOptions& options, std::int64_t smallest)
{
  const auto& shape = options.SampleShape;
  if (shape.size() != 3)
  {
    throw Error("the network needs images")
      .Where(options.Architecture)
      .Expected("samples of shape (channels, height, width)")
      .Found(ShapeText(shape))
      .Advice("choose `mlp` or a data set of images");
  }
  if (shape[1] < smallest || shape[2] < smallest)
  {
    throw Error("the images are too small for the network")
      .Where(options.Architecture)
      .Expected("at least " + std::to_string(smallest) + " x " + std::to_string(smallest) +
        " pixels, since it halves the image several times")
      .Found(ShapeText(shape))
      .Advice("choose another network or data set");
  }
  return { shape[0], shape[1], shape[2] };
}

SuffixedName SplitSuffix(const std::string& name, const std::string& suffix)
{
  const bool found = EndsWith(name, suffix);
  return { name.substr(0, name.size() - (found ? suffix.size() : 0)), found };
}

ConvolutionLayer Convolution(
  std::int64_t inputs, std::int64_t outputs, std::int64_t kernel, std::int64_t stride)
{
  return ConvolutionLayer(torch::nn::Conv2dOptions(inputs, outputs, kernel)
                            .stride(stride)
                            .padding(kernel / 2)
                            .bias(false));
}

int LastOf(const LayerList& layers)
{
  return layers.empty() ? Layer::NetworkInput : static_cast<int>(layers.size()) - 1;
}

Layer& Append(LayerList& layers, Layer::Kind kind, const std::string& name)
{
  Layer layer;
  layer.Type = kind;
  layer.Name = name;
  layer.Input = LastOf(layers);
  layers.push_back(layer);
  return layers.back();
}

Layer& AppendConvolution(LayerList& layers, const std::string& name, const std::string& norm,
  std::int64_t kernel, std::int64_t stride)
{
  Layer& layer = Append(layers, Layer::Kind::Convolution, name);
  layer.Norm = norm;
  layer.Stride = stride;
  layer.Padding = kernel / 2;
  return layer;
}

void AppendClassifier(LayerList& layers, const std::string& name)
{
  Append(layers, Layer::Kind::GlobalMean);
  Append(layers, Layer::Kind::Linear, name);
}

} // namespace losslandscape
