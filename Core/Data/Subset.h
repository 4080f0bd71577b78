// SPDX-License-Identifier: BSD-3-Clause
#ifndef losslandscape_Data_Subset_h
#define losslandscape_Data_Subset_h

#include <cstdint>
#include <vector>

namespace losslandscape
{

/// Draws `count` samples without replacement, balanced over the classes as DatasetOptions
/// documents, and returns their indices in ascending order. `labels`: class of each sample, in [0,
/// `classCount`). `count` must not exceed the number of labels.
///
/// The algorithm is fixed, because recipes name subsets by their seed: one Random(seed) first gives
/// a permutation of the classes. Every class is due count / classCount samples, the first count %
/// classCount classes of the permutation one more. Classes that hold fewer give all they have; what
/// is missing then goes to the others, one each, around in the order of the permutation. At the
/// end, in the order of the classes, the first samples of a partial Fisher-Yates shuffle are taken.
std::vector<std::int64_t> BalancedSubset(const std::vector<std::int64_t>& labels,
  std::int64_t classCount, std::int64_t count, std::uint64_t seed);

} // namespace losslandscape

#endif
