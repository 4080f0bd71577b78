// SPDX-License-Identifier: BSD-3-Clause
#ifndef losslandscape_Mathematics_Topology_Field_UnionFind_h
#define losslandscape_Mathematics_Topology_Field_UnionFind_h

#include <cstdint>
#include <vector>

namespace losslandscape
{
namespace topology
{

/// Returns the root of a node's tree and halves the path to it, so that later calls are faster.
inline std::int64_t FindRoot(std::vector<std::int64_t>& parent, std::int64_t node)
{
  while (parent[node] != node)
  {
    parent[node] = parent[parent[node]];
    node = parent[node];
  }
  return node;
}

} // namespace topology
} // namespace losslandscape

#endif
