// SPDX-License-Identifier: BSD-3-Clause
// Internal to Core/Engine: the interface uses types of LibTorch.
#ifndef losslandscape_Engine_Network_Zoo_Definition_h
#define losslandscape_Engine_Network_Zoo_Definition_h

#include "Core/Engine/Network/Layers.h"
#include "Core/Engine/Network/Network.h"
#include "Core/Engine/Network/Zoo/WeightLayers.h"

#include <torch/nn.h>

#include <optional>

namespace losslandscape
{

/// What a built-in network is made from: its name, and the shapes that the data set dictates.
struct BuiltInOptions
{
  std::string Architecture;
  std::vector<std::int64_t> HiddenWidths;
  std::vector<std::int64_t> SampleShape;
  std::int64_t Outputs = 10;
  TransformerOptions Transformer = {};
};

/// A network in both of its forms: for LibTorch's operators, and for fused kernels.
struct Definition
{
  torch::nn::AnyModule Module;
  /// The network as a list of layers; empty if it cannot be written as one.
  LayerList Layers = {};
  /// See NetworkModule::InitialDeviation.
  std::optional<double> InitialDeviation = {};
};

/// The network that the options name, with undefined weights (see WeightLayers.h). Throws Error for
/// an unknown name, listing the known ones, and for inputs that the network cannot take.
Definition DefineNetwork(const BuiltInOptions& options);

/// Shape of one image.
struct ImageShape
{
  std::int64_t Channels;
  std::int64_t Height;
  std::int64_t Width;
};

/// The shape of the samples. Throws Error unless they are images of at least `smallest` pixels in
/// both directions.
ImageShape RequireImages(const BuiltInOptions& options, std::int64_t smallest = 1);

/// A name without its suffix (such as NoSkipSuffix), and whether it had it.
struct SuffixedName
{
  std::string Stem;
  bool HasSuffix;
};
/// Suffix in the names of residual networks without their skip connections.
inline const std::string NoSkipSuffix = "-noskip";

SuffixedName SplitSuffix(const std::string& name, const std::string& suffix);

/// A convolution without bias, padded so that stride 1 keeps the number of pixels.
ConvolutionLayer Convolution(
  std::int64_t inputs, std::int64_t outputs, std::int64_t kernel, std::int64_t stride = 1);

/// Number of the layer added last; Layer::NetworkInput if there is none.
int LastOf(const LayerList& layers);

/// Adds a layer that reads the last one. The reference is valid until the next layer is added.
Layer& Append(LayerList& layers, Layer::Kind kind, const std::string& name = "");

/// Adds a convolution of this kernel size, padded as by Convolution, with the batch norm called
/// `norm` (none if empty).
Layer& AppendConvolution(LayerList& layers, const std::string& name, const std::string& norm,
  std::int64_t kernel = 3, std::int64_t stride = 1);

/// Adds the mean over all pixels and the linear layer called `name`.
void AppendClassifier(LayerList& layers, const std::string& name);

} // namespace losslandscape

#endif
