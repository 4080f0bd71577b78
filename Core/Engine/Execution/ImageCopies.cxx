// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Engine/Execution/ImageCopies.h"

#include <algorithm>

namespace losslandscape
{
namespace
{

torch::indexing::Slice Every(std::int64_t step)
{
  return torch::indexing::Slice(torch::indexing::None, torch::indexing::None, step);
}

/// A view of an image's memory as (batch, channels, height, width), or nothing if blocks of
/// channels stand in the way.
torch::Tensor AsTensor(const Activation& image)
{
  const torch::Tensor values = image.Values();
  if (image.Block == image.Shape[1])
  {
    return values.squeeze(1).permute({ 0, 3, 1, 2 });
  }
  return image.Block == 1 ? values.squeeze(-1) : torch::Tensor();
}

} // namespace

void CopyTensorToImage(const torch::Tensor& tensor, const Activation& image)
{
  const torch::Tensor target = image.Values().narrow(0, 0, tensor.size(0));
  target.copy_(tensor.unflatten(1, { -1, image.Block }).permute({ 0, 1, 3, 4, 2 }));
}

void CopyImage(const Activation& from, const Activation& to, std::int64_t firstChannel,
  const std::array<std::int64_t, 2>& stride)
{
  using torch::indexing::Slice;
  const std::int64_t channels = from.Shape[1];
  const torch::Tensor source =
    from.Values().index({ Slice(), Slice(), Every(stride[0]), Every(stride[1]) });
  const torch::Tensor target = to.Values();
  const torch::Tensor whole = AsTensor(to);
  if (whole.defined())
  {
    whole.narrow(1, firstChannel, channels)
      .unflatten(1, { -1, from.Block })
      .permute({ 0, 1, 3, 4, 2 })
      .copy_(source);
    return;
  }
  if (from.Block == to.Block && firstChannel % to.Block == 0)
  {
    target.narrow(1, firstChannel / to.Block, channels / to.Block).copy_(source);
    return;
  }
  for (std::int64_t channel = 0; channel < channels;)
  {
    const std::int64_t place = firstChannel + channel;
    const std::int64_t count =
      std::min(from.Block - channel % from.Block, to.Block - place % to.Block);
    target.select(1, place / to.Block)
      .narrow(3, place % to.Block, count)
      .copy_(source.select(1, channel / from.Block).narrow(3, channel % from.Block, count));
    channel += count;
  }
}

} // namespace losslandscape
