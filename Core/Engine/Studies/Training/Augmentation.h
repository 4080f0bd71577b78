// SPDX-License-Identifier: BSD-3-Clause
// Shows Torch types.
#ifndef losslandscape_Engine_Studies_Training_Augmentation_h
#define losslandscape_Engine_Studies_Training_Augmentation_h

#include "Core/Common/Random.h"
#include "Core/Engine/Torch/Tensors.h"

namespace losslandscape
{

/// The usual augmentation of small images: each image is mirrored left to right with probability
/// 1/2 and shifted by up to an eighth of its size (4 pixels of 32) in either direction, zeros
/// moving in.
torch::Tensor FlipAndCrop(const torch::Tensor& images, Random& random);

} // namespace losslandscape

#endif
