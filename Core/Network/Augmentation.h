// SPDX-License-Identifier: BSD-3-Clause
// Private to Core/Network: shows Torch types.
#ifndef losslandscape_Network_Augmentation_h
#define losslandscape_Network_Augmentation_h

#include "Core/Common/Random.h"

#include <torch/torch.h>

namespace losslandscape
{

/// The usual augmentation of small images: each image is mirrored left to right with probability
/// 1/2 and shifted by up to an eighth of its size (4 pixels of 32) in either direction, zeros
/// moving in.
torch::Tensor FlipAndCrop(const torch::Tensor& images, Random& random);

} // namespace losslandscape

#endif
