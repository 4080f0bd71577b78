// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Engine/Studies/Training/Augmentation.h"

#include <algorithm>

namespace losslandscape
{
namespace
{

torch::Tensor AugmentOne(const torch::Tensor& padded, std::int64_t height, std::int64_t width,
  std::int64_t margin, Random& random)
{
  const auto shifts = static_cast<std::uint64_t>(2 * margin + 1);
  const auto top = static_cast<std::int64_t>(random.Below(shifts));
  const auto left = static_cast<std::int64_t>(random.Below(shifts));
  auto image = padded.slice(1, top, top + height).slice(2, left, left + width);
  return random.Below(2) == 1 ? image.flip({ 2 }) : image;
}

} // namespace

torch::Tensor FlipAndCrop(const torch::Tensor& images, Random& random)
{
  const std::int64_t height = images.size(2);
  const std::int64_t width = images.size(3);
  const std::int64_t margin = std::max<std::int64_t>(1, std::min(height, width) / 8);
  const auto padded = torch::constant_pad_nd(images, { margin, margin, margin, margin });
  std::vector<torch::Tensor> augmented;
  for (std::int64_t i = 0; i < images.size(0); ++i)
  {
    augmented.push_back(AugmentOne(padded[i], height, width, margin, random));
  }
  return torch::stack(augmented).contiguous(images.suggest_memory_format());
}

} // namespace losslandscape
