// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Data/Subset.h"

#include "Core/Common/Random.h"

#include <algorithm>
#include <cstddef>
#include <utility>

namespace losslandscape
{
namespace
{

using Indices = std::vector<std::int64_t>;

std::vector<Indices> MembersByClass(const Indices& labels, std::int64_t classCount)
{
  std::vector<Indices> members(static_cast<std::size_t>(classCount));
  for (std::size_t sample = 0; sample < labels.size(); ++sample)
  {
    members[labels[sample]].push_back(static_cast<std::int64_t>(sample));
  }
  return members;
}

/// Hands out `missing` samples, one per class and round, to classes that have more than their
/// quota.
void FillUp(
  const std::vector<Indices>& members, Indices open, std::int64_t missing, Indices& quotas)
{
  const auto isExhausted = [&](std::int64_t label)
  { return quotas[label] == static_cast<std::int64_t>(members[label].size()); };
  while (missing > 0)
  {
    open.erase(std::remove_if(open.begin(), open.end(), isExhausted), open.end());
    const std::int64_t served = std::min<std::int64_t>(missing, open.size());
    for (std::int64_t i = 0; i < served; ++i)
    {
      ++quotas[open[i]];
    }
    missing -= served;
  }
}

/// The number of samples to take from each class; their sum is `count`.
Indices ClassQuotas(const std::vector<Indices>& members, std::int64_t count, Random& random)
{
  const std::int64_t classCount = static_cast<std::int64_t>(members.size());
  const Indices order = random.Permutation(classCount);
  Indices quotas(members.size(), count / classCount);
  for (std::int64_t i = 0; i < count % classCount; ++i)
  {
    ++quotas[order[i]];
  }
  std::int64_t missing = 0;
  for (std::size_t label = 0; label < members.size(); ++label)
  {
    const std::int64_t given =
      std::min<std::int64_t>(quotas[label], static_cast<std::int64_t>(members[label].size()));
    missing += quotas[label] - given;
    quotas[label] = given;
  }
  FillUp(members, order, missing, quotas);
  return quotas;
}

} // namespace

std::vector<std::int64_t> BalancedSubset(
  const Indices& labels, std::int64_t classCount, std::int64_t count, std::uint64_t seed)
{
  Random random(seed);
  std::vector<Indices> members = MembersByClass(labels, classCount);
  const Indices quotas = ClassQuotas(members, count, random);
  Indices chosen;
  chosen.reserve(static_cast<std::size_t>(count));
  for (std::size_t label = 0; label < members.size(); ++label)
  {
    Indices& pool = members[label];
    for (std::int64_t i = 0; i < quotas[label]; ++i)
    {
      std::swap(pool[i], pool[i + random.Below(pool.size() - i)]);
      chosen.push_back(pool[i]);
    }
  }
  std::sort(chosen.begin(), chosen.end());
  return chosen;
}

} // namespace losslandscape
