// SPDX-License-Identifier: BSD-3-Clause
#ifndef losslandscape_Pipeline_RankGather_h
#define losslandscape_Pipeline_RankGather_h

#include "Pipeline/RankGroup.h"

#include "vtkMultiProcessController.h"
#include "vtkType.h"

#include <string>
#include <type_traits>
#include <vector>

namespace losslandscape
{

/// Returns the items of all ranks, in the order of the ranks, on each of them. All ranks must call
/// it.
template <typename Item>
std::vector<Item> GatherOnAll(const std::vector<Item>& own, const RankGroup& ranks)
{
  static_assert(std::is_trivially_copyable_v<Item>, "sent as bytes");
  if (ranks.IsAlone())
  {
    return own;
  }
  const auto bytes = static_cast<vtkIdType>(own.size() * sizeof(Item));
  std::vector<vtkIdType> counts(ranks.Size());
  ranks.Controller()->AllGather(&bytes, counts.data(), 1);
  std::vector<vtkIdType> offsets;
  vtkIdType total = 0;
  for (const vtkIdType count : counts)
  {
    offsets.push_back(total);
    total += count;
  }
  std::vector<Item> all(static_cast<std::size_t>(total) / sizeof(Item));
  ranks.Controller()->AllGatherV(reinterpret_cast<const char*>(own.data()),
    reinterpret_cast<char*>(all.data()), bytes, counts.data(), offsets.data());
  return all;
}

/// Returns the text of the lowest rank whose text is not empty, on all ranks. All ranks must call
/// it.
inline std::string FirstText(const std::string& own, const RankGroup& ranks)
{
  const std::vector<char> all =
    GatherOnAll(std::vector<char>(own.c_str(), own.c_str() + own.size() + 1), ranks);
  std::string first;
  for (std::size_t i = 0; i < all.size() && first.empty(); i += first.size() + 1)
  {
    first = &all[i];
  }
  return first;
}

} // namespace losslandscape

#endif
