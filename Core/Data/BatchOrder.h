// SPDX-License-Identifier: BSD-3-Clause
#ifndef losslandscape_Data_BatchOrder_h
#define losslandscape_Data_BatchOrder_h

#include <cstdint>
#include <vector>

namespace losslandscape
{

/// An order of samples in which every batch of consecutive ones has samples of all classes, as
/// statistics of a batch need it: the given order, unless that goes class by class, as image
/// folders do. Of N samples for B batches, the first batch then begins with the samples at places
/// 0, B, 2 B, ..., followed by those at 1, B + 1, 2 B + 1, ..., and so on.
///
/// `samples`: indices into `labels`, which are empty for data without classes; these keep their
/// order.
std::vector<std::int64_t> MixedOrder(const std::vector<std::int64_t>& samples,
  const std::vector<std::int64_t>& labels, std::int64_t batchSize);

} // namespace losslandscape

#endif
