// SPDX-License-Identifier: BSD-3-Clause
#ifndef losslandscape_Mathematics_Topology_Field_ValueOrder_h
#define losslandscape_Mathematics_Topology_Field_ValueOrder_h

#include "Core/Common/Parallel.h"

#include <algorithm>
#include <functional>
#include <utility>
#include <vector>

namespace losslandscape
{
namespace topology
{

/// Returns the indices of the items by ascending value, those of equal value by index. Values are
/// copied, since looking them up in a large image costs more than sorting.
template <typename Item, typename ValueOf>
std::vector<std::int64_t> OrderByValue(
  const std::vector<Item>& items, const Execution& execution, ValueOf&& valueOf)
{
  std::vector<std::pair<double, std::int64_t>> keys(items.size());
  for (std::size_t i = 0; i < keys.size(); ++i)
  {
    keys[i] = { valueOf(items[i]), static_cast<std::int64_t>(i) };
  }
  ParallelSort(keys, execution, std::less<>());
  std::vector<std::int64_t> order(keys.size());
  std::transform(
    keys.begin(), keys.end(), order.begin(), [](const auto& key) { return key.second; });
  return order;
}

} // namespace topology
} // namespace losslandscape

#endif
