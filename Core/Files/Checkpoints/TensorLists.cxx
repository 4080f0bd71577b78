// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Files/Checkpoints/TensorLists.h"

#include "Core/Files/Checkpoints/EntryKinds.h"
#include "Core/Files/Checkpoints/TorchTensor.h"

#include <algorithm>
#include <unordered_set>

namespace losslandscape
{
namespace
{

bool IsTensorList(const PickleTree& tree, PickleId id)
{
  const PickleNode& node = tree[id];
  return (node.Kind == PickleKind::List || node.Kind == PickleKind::Tuple) && !node.Items.empty() &&
    std::all_of(node.Items.begin(), node.Items.end(),
      [&tree](PickleId item) { return IsTorchTensor(tree, item); });
}

class Listing
{
public:
  explicit Listing(const PickleTree& tree) : Tree(tree) {}

  void Walk(PickleId id, std::size_t depth)
  {
    constexpr std::size_t deepest = 8;
    constexpr std::size_t most = 256;
    // Visiting once also ends the walk in cyclic structures.
    if (depth > deepest || this->Places.size() >= most || !IsContainer(this->Tree, id) ||
      IsOptimizer(this->Tree, id) || !this->Visited.insert(id).second)
    {
      return;
    }
    if (IsTensorList(this->Tree, id))
    {
      this->Places.push_back({ id, this->Path, false });
      return;
    }
    ForEachChild(this->Tree, id,
      [&](std::string_view name, PickleId child)
      {
        if (!IsForeignName(name) && !IsOptimizerListName(name))
        {
          this->Path.push_back({ id, std::string(name) });
          this->Walk(child, depth + 1);
          this->Path.pop_back();
        }
        return true;
      });
  }

  std::vector<StateDictPlace> Places;

private:
  const PickleTree& Tree;
  std::vector<PickleStep> Path;
  std::unordered_set<PickleId> Visited;
};

} // namespace

std::vector<StateDictPlace> ListTensorLists(const PickleTree& tree)
{
  Listing listing(tree);
  listing.Walk(tree.Root, 0);
  return std::move(listing.Places);
}

std::optional<StateDictPlace> LikeliestTensorList(const PickleTree& tree)
{
  const std::vector<StateDictPlace> places = ListTensorLists(tree);
  const auto usual = std::find_if(places.begin(), places.end(), HasUsualName);
  if (usual != places.end())
  {
    return *usual;
  }
  const auto longest = std::max_element(places.begin(), places.end(),
    [&tree](const StateDictPlace& one, const StateDictPlace& other)
    { return tree[one.Id].Items.size() < tree[other.Id].Items.size(); });
  return longest == places.end() ? std::nullopt : std::optional<StateDictPlace>(*longest);
}

} // namespace losslandscape
