// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Data/BatchOrder.h"

#include <algorithm>

namespace losslandscape
{

std::vector<std::int64_t> MixedOrder(const std::vector<std::int64_t>& samples,
  const std::vector<std::int64_t>& labels, std::int64_t batchSize)
{
  const bool goesClassByClass = !labels.empty() &&
    labels[samples.front()] != labels[samples.back()] &&
    std::is_sorted(samples.begin(), samples.end(),
      [&](std::int64_t a, std::int64_t b) { return labels[a] < labels[b]; });
  if (!goesClassByClass)
  {
    return samples;
  }
  const auto count = static_cast<std::int64_t>(samples.size());
  const std::int64_t batches = (count + batchSize - 1) / batchSize;
  std::vector<std::int64_t> order;
  order.reserve(samples.size());
  for (std::int64_t first = 0; first < batches; ++first)
  {
    for (std::int64_t place = first; place < count; place += batches)
    {
      order.push_back(samples[place]);
    }
  }
  return order;
}

} // namespace losslandscape
