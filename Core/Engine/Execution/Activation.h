// SPDX-License-Identifier: BSD-3-Clause
// Internal to Core/Engine: the interface uses types of LibTorch.
#ifndef losslandscape_Engine_Execution_Activation_h
#define losslandscape_Engine_Execution_Activation_h

#include "Core/Engine/Torch/Tensors.h"

#include <cstdint>
#include <vector>

namespace losslandscape
{

/// What a layer of a network gives for a whole batch: an image (batch, channels, height, width), or
/// features (batch, features).
struct Activation
{
  std::vector<std::int64_t> Shape;
  /// How many channels of an image lie beside each other: memory has the order (batch, channels /
  /// Block, height, width, Block). It is all of them in a channels-last image.
  std::int64_t Block = 0;
  /// float32 or bfloat16.
  torch::ScalarType Type = torch::kFloat32;
  /// The numbers, in the order that Block describes.
  torch::Tensor Memory;

  bool IsImage() const { return this->Shape.size() == 4; }

  /// A view of the memory: an image in the order of dimensions given at Block, or the features.
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
