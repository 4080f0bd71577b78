// SPDX-License-Identifier: BSD-3-Clause
// Shows Torch types.
#ifndef losslandscape_Engine_Execution_Activation_h
#define losslandscape_Engine_Execution_Activation_h

#include "Core/Engine/Torch/Tensors.h"

#include <cstdint>
#include <vector>

namespace losslandscape
{

/// What a layer of a network gives for a whole batch: (batch, channels, height, width) or
/// (batch, features).
struct Activation
{
  std::vector<std::int64_t> Shape;
  /// Channels that lie beside each other: (batch, channels / Block, height, width, Block). All of
  /// them in a channels-last image.
  std::int64_t Block = 0;
  /// float32 or bfloat16.
  torch::ScalarType Type = torch::kFloat32;
  /// The numbers, one after the other.
  torch::Tensor Memory;

  bool IsImage() const { return this->Shape.size() == 4; }

  /// An image in that order of dimensions, or the features.
  torch::Tensor Values() const
  {
    const auto& shape = this->Shape;
    return this->IsImage()
      ? this->Memory.view({ shape[0], shape[1] / this->Block, shape[2], shape[3], this->Block })
      : this->Memory.view(shape);
  }
};

} // namespace losslandscape

#endif
