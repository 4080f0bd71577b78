// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Files/Checkpoints/StateDictSearch.h"

#include "Core/Common/Error.h"
#include "Core/Files/Checkpoints/TorchTensor.h"

#include <algorithm>
#include <array>
#include <optional>
#include <unordered_set>

namespace losslandscape
{
namespace
{

constexpr std::array<const char*, 14> UsualNames = { "state_dict", "model_state_dict",
  "model_state", "model", "network_state_dict", "net_state_dict", "network", "net", "params_ema",
  "params", "weights", "module", "model_ema", "ema" };

/// Entries that hold tensors, but none of a network.
constexpr std::array<const char*, 6> ForeignNames = { "optim", "sched", "scaler", "amp", "rng",
  "random" };

bool IsForeign(std::string_view name)
{
  return std::any_of(ForeignNames.begin(), ForeignNames.end(),
    [name](const char* foreign) { return name.find(foreign) != std::string_view::npos; });
}

bool IsContainer(const PickleTree& tree, PickleId id)
{
  const PickleKind kind = tree[id].Kind;
  return kind == PickleKind::Dict || kind == PickleKind::List || kind == PickleKind::Tuple;
}

std::size_t CountTensors(const PickleTree& tree, PickleId id)
{
  std::size_t count = 0;
  ForEachChild(tree, id,
    [&](std::string_view, PickleId value)
    {
      count += IsTorchTensor(tree, value) ? 1 : 0;
      return true;
    });
  return count;
}

/// True for a pickled torch.nn.Module.
bool IsModule(const PickleTree& tree, PickleId id)
{
  bool hasParameters = false;
  bool hasModules = false;
  if (tree[id].Kind == PickleKind::Call)
  {
    ForEachChild(tree, id,
      [&](std::string_view name, PickleId)
      {
        hasParameters = hasParameters || name == "_parameters";
        hasModules = hasModules || name == "_modules";
        return true;
      });
  }
  return hasParameters && hasModules;
}

class Search
{
public:
  explicit Search(const PickleTree& tree) : Tree(tree) {}

  bool MetModule() const { return this->Module; }

  std::optional<StateDictPlace> Find(PickleId id, int depth)
  {
    constexpr int deepest = 8;
    this->Module = this->Module || IsModule(this->Tree, id);
    // Visiting once also ends the search in cyclic structures.
    if (depth > deepest || !IsContainer(this->Tree, id) || !this->Visited.insert(id).second)
    {
      return std::nullopt;
    }
    for (const char* name : UsualNames)
    {
      const PickleId child = this->Tree.Lookup(id, name);
      auto place = child == NoPickle ? std::nullopt : this->Descend(id, name, child, depth);
      if (place)
      {
        return place;
      }
    }
    if (this->Tree[id].Kind == PickleKind::Dict && CountTensors(this->Tree, id) > 0)
    {
      return StateDictPlace{ id, {} };
    }
    return this->Richest(id, depth);
  }

private:
  std::optional<StateDictPlace> Descend(
    PickleId parent, std::string_view name, PickleId child, int depth)
  {
    auto place = this->Find(child, depth + 1);
    if (place)
    {
      place->Path.insert(place->Path.begin(), { parent, std::string(name) });
    }
    return place;
  }

  std::optional<StateDictPlace> Richest(PickleId id, int depth)
  {
    std::optional<StateDictPlace> best;
    std::size_t most = 0;
    ForEachChild(this->Tree, id,
      [&](std::string_view name, PickleId child)
      {
        auto place = IsForeign(name) ? std::nullopt : this->Descend(id, name, child, depth);
        const std::size_t count = place ? CountTensors(this->Tree, place->Id) : 0;
        if (count > most)
        {
          most = count;
          best = std::move(place);
        }
        return true;
      });
    return best;
  }

  const PickleTree& Tree;
  std::unordered_set<PickleId> Visited;
  bool Module = false;
};

PickleId Child(const PickleTree& tree, PickleId id, std::string_view wanted)
{
  PickleId found = NoPickle;
  ForEachChild(tree, id,
    [&](std::string_view name, PickleId value)
    {
      found = name == wanted ? value : found;
      return true;
    });
  return found;
}

/// Follows names joined by dots; a name may hold dots itself.
bool Follow(const PickleTree& tree, const std::string& key, StateDictPlace& place)
{
  for (std::size_t end = key.find('.');; end = key.find('.', end + 1))
  {
    const std::string name = key.substr(0, end);
    const PickleId parent = place.Id;
    const PickleId child = Child(tree, parent, name);
    if (child != NoPickle)
    {
      place.Id = child;
      place.Path.push_back({ parent, name });
      if (end == std::string::npos || Follow(tree, key.substr(end + 1), place))
      {
        return true;
      }
      place.Path.pop_back();
      place.Id = parent;
    }
    if (end == std::string::npos)
    {
      return false;
    }
  }
}

std::string EntryNames(const PickleTree& tree, PickleId id)
{
  constexpr std::size_t longest = 400;
  std::string names;
  ForEachChild(tree, id,
    [&](std::string_view name, PickleId)
    {
      names += (names.empty() ? "" : ", ") + std::string(name.substr(0, 80));
      return names.size() < longest;
    });
  return names.empty() ? tree.Describe(id) : "the entries " + names;
}

[[noreturn]] void RefuseModule()
{
  throw Error("file holds a whole pickled network, which only Python can rebuild")
    .Expected("a state dict")
    .Found("a torch.nn.Module")
    .Advice("save torch.save(network.state_dict(), file) in Python and read that");
}

StateDictPlace FindNamed(const PickleTree& tree, const std::string& key)
{
  StateDictPlace place;
  place.Id = tree.Root;
  if (!Follow(tree, key, place))
  {
    throw Error("no such entry in the checkpoint")
      .Expected("an entry '" + key + "'")
      .Found(EntryNames(tree, tree.Root));
  }
  if (IsModule(tree, place.Id))
  {
    RefuseModule();
  }
  if (!IsContainer(tree, place.Id) || CountTensors(tree, place.Id) == 0)
  {
    throw Error("no state dict in the checkpoint")
      .Expected("tensors directly under '" + key + "'")
      .Found(EntryNames(tree, place.Id));
  }
  return place;
}

} // namespace

std::string StateDictPlace::Key() const
{
  std::string key;
  for (const PickleStep& step : this->Path)
  {
    key += (key.empty() ? "" : ".") + step.Name;
  }
  return key;
}

StateDictPlace FindStateDict(const PickleTree& tree, const std::string& key)
{
  if (!key.empty())
  {
    return FindNamed(tree, key);
  }
  Search search(tree);
  const auto place = search.Find(tree.Root, 0);
  if (place)
  {
    return *place;
  }
  if (search.MetModule())
  {
    RefuseModule();
  }
  throw Error("no state dict in the checkpoint")
    .Expected("a dict of tensors")
    .Found(EntryNames(tree, tree.Root))
    .Advice("save torch.save(network.state_dict(), file) in Python and read that");
}

} // namespace losslandscape
