// SPDX-License-Identifier: BSD-3-Clause
#ifndef losslandscape_Data_BatchOrder_h
#define losslandscape_Data_BatchOrder_h

#include <cstdint>
#include <vector>

namespace losslandscape
{

/// Orders samples so that every batch of consecutive ones has samples of all classes, as the
/// statistics of a batch need it. The given order is kept unless it goes class by class, as image
/// folders do. Otherwise, of N samples for B batches, the result begins with the samples at places
/// 0, B, 2 B, ..., followed by those at 1, B + 1, 2 B + 1, ..., and so on.
///
/// `samples`: indices into `labels`. Data without classes have no labels and keep their order.
std::vector<std::int64_t> MixedOrder(const std::vector<std::int64_t>& samples,
  const std::vector<std::int64_t>& labels, std::int64_t batchSize);

} // namespace losslandscape

#endif
