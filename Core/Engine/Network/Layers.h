// SPDX-License-Identifier: BSD-3-Clause
#ifndef losslandscape_Engine_Network_Layers_h
#define losslandscape_Engine_Network_Layers_h

#include <cstdint>
#include <string>
#include <vector>

namespace losslandscape
{

/// One layer of a network that can be written as a list of layers. In evaluation mode it computes
/// outputs = relu(norm(layer(inputs)) + added), where norm, added and relu may be absent; poolings
/// and means have none of them.
struct Layer
{
  enum class Kind
  {
    Convolution,
    Linear,     ///< a linear map of the flattened input
    Norm,       ///< batch norm alone, nothing added
    MaxPool,    ///< the largest values of squares of Stride x Stride pixels
    GlobalMean, ///< the mean over all pixels of each channel
  };

  /// Values of Input and Added that name no layer.
  static constexpr int NetworkInput = -1;
  static constexpr int Nothing = -2;

  Kind Type = Kind::Convolution;
  /// The module that holds weight and bias (there may be none); empty for a layer without weights.
  std::string Name;
  /// The batch norm module that follows, or that the layer of Kind::Norm is; empty for none.
  std::string Norm;
  double NormEpsilon = 1e-5;
  std::int64_t Stride = 1;
  std::int64_t Padding = 0;
  /// Whether a pooling takes the squares that the border cuts off too, instead of leaving them out.
  bool RoundsUp = false;
  bool Rectified = false;
  /// Number of the layer whose outputs this one reads.
  int Input = NetworkInput;
  /// Number of the layer whose outputs are added. Where these have more pixels, every second,
  /// third, ... is taken; where they have fewer channels, they stand in the middle of zeros (He et
  /// al. 2016, option A).
  int Added = Nothing;
};

using LayerList = std::vector<Layer>;

} // namespace losslandscape

#endif
