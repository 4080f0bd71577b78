// SPDX-License-Identifier: BSD-3-Clause
// Internal to Core/Engine: the interface uses types of LibTorch.
#ifndef losslandscape_Engine_Studies_Training_Augmentation_h
#define losslandscape_Engine_Studies_Training_Augmentation_h

#include "Core/Common/Random.h"
#include "Core/Engine/Torch/Tensors.h"

namespace losslandscape
{

/// The usual augmentation of small images: each image is mirrored left to right with probability
/// 1/2 and shifted in either direction by up to an eighth of its shorter side (4 pixels of 32), but
/// at least by up to one pixel, zeros moving in.
torch::Tensor FlipAndCrop(const torch::Tensor& images, Random& random);

} // namespace losslandscape

#endif
