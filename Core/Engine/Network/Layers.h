// SPDX-License-Identifier: BSD-3-Clause
#ifndef losslandscape_Engine_Network_Layers_h
#define losslandscape_Engine_Network_Layers_h

#include <cstdint>
#include <string>
#include <vector>

namespace losslandscape
{

/// One layer of a network that can be written as a list: outputs = relu(norm(layer(inputs)) +
/// added), where norm, added and relu may be absent (there are none of them with poolings and
/// means).
struct Layer
{
  enum class Kind
  {
    Convolution,
    Linear,     ///< of the flattened input
    Norm,       ///< batch norm alone, nothing added
    MaxPool,    ///< over squares of Stride x Stride pixels
    GlobalMean, ///< over all pixels of each channel
  };

  static constexpr int NetworkInput = -1;
  static constexpr int Nothing = -2;

  Kind Type = Kind::Convolution;
  /// Modules that hold weight and bias (there may be none), and those of the batch norm that
  /// follows; empty for none.
  std::string Name;
  std::string Norm;
  double NormEpsilon = 1e-5;
  std::int64_t Stride = 1;
  std::int64_t Padding = 0;
  /// Whether poolings take squares that the border cuts off too, or leave the rest out.
  bool RoundsUp = false;
  bool Rectified = false;
  /// Layers, by number, whose outputs this one reads and adds. Where the added one has more pixels,
  /// every second, third, ... is taken; where it has fewer channels, it stands in the middle of
  /// zeros (He et al. 2016, option A).
  int Input = NetworkInput;
  int Added = Nothing;
};

using LayerList = std::vector<Layer>;

} // namespace losslandscape

#endif
