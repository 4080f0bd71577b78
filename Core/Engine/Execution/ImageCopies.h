// SPDX-License-Identifier: BSD-3-Clause
// Internal to Core/Engine: the interface uses types of LibTorch.
#ifndef losslandscape_Engine_Execution_ImageCopies_h
#define losslandscape_Engine_Execution_ImageCopies_h

#include "Core/Engine/Execution/Activation.h"

#include <array>

namespace losslandscape
{

/// Copies a tensor (batch, channels, height, width) into an image of that shape, or into the first
/// samples of one.
void CopyTensorToImage(const torch::Tensor& tensor, const Activation& image);

/// Copies an image into channels of another one, from `firstChannel` on. Each side takes every
/// second, third, ... pixel if `stride` says so.
void CopyImage(const Activation& from, const Activation& to, std::int64_t firstChannel = 0,
  const std::array<std::int64_t, 2>& stride = { 1, 1 });

} // namespace losslandscape

#endif
