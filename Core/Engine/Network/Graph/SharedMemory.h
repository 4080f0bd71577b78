// SPDX-License-Identifier: BSD-3-Clause
#ifndef losslandscape_Engine_Network_Graph_SharedMemory_h
#define losslandscape_Engine_Network_Graph_SharedMemory_h

#include <cstddef>
#include <map>
#include <set>
#include <vector>

namespace losslandscape
{

/// Follows which values of a graph may share memory, since one is a view of another.
class SharedMemory
{
public:
  /// Notes that each of the results may share memory with each of the viewed values.
  void Note(const std::vector<std::size_t>& viewed, const std::vector<std::size_t>& results)
  {
    std::set<std::size_t> group(results.begin(), results.end());
    for (const std::size_t value : viewed)
    {
      const auto& others = this->With(value);
      group.insert(others.begin(), others.end());
    }
    if (viewed.empty())
    {
      return;
    }
    for (const std::size_t member : group)
    {
      this->Groups[member].insert(group.begin(), group.end());
    }
  }

  /// The value, and all that may share memory with it.
  const std::set<std::size_t>& With(std::size_t value)
  {
    auto& group = this->Groups[value];
    group.insert(value);
    return group;
  }

private:
  std::map<std::size_t, std::set<std::size_t>> Groups;
};

} // namespace losslandscape

#endif
