// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Files/Checkpoints/StateDictSearch.h"

#include "Core/Common/Error.h"
#include "Core/Files/Checkpoints/EntryKinds.h"
#include "Core/Files/Checkpoints/TensorLists.h"
#include "Core/Files/Checkpoints/TorchTensor.h"

#include <optional>
#include <unordered_set>

namespace losslandscape
{
namespace
{

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

std::size_t CountEntries(const PickleTree& tree, const StateDictPlace& place)
{
  std::size_t count = 0;
  ForEachEntry(tree, place,
    [&](std::string_view, PickleId value) { count += IsTorchTensor(tree, value) ? 1 : 0; });
  return count;
}

/// Visits all entries of the parts of a network with their joined names, each container once.
class PartWalk
{
public:
  PartWalk(const PickleTree& tree, const std::function<void(std::string_view, PickleId)>& visit)
    : Tree(tree), Visit(visit)
  {
  }

  void Walk(PickleId id, const std::string& prefix, int depth)
  {
    constexpr int deepest = 8;
    ForEachChild(this->Tree, id,
      [&](std::string_view name, PickleId child)
      {
        const std::string path = prefix + std::string(name);
        const bool isPart =
          IsContainer(this->Tree, child) && !IsForeignName(name) && !IsOptimizer(this->Tree, child);
        if (!isPart)
        {
          this->Visit(path, child);
        }
        else if (depth < deepest && this->Visited.insert(child).second)
        {
          this->Walk(child, path + ".", depth + 1);
        }
        return true;
      });
  }

private:
  const PickleTree& Tree;
  const std::function<void(std::string_view, PickleId)>& Visit;
  std::unordered_set<PickleId> Visited;
};

/// Finds all state dicts, the outer ones first.
class Listing
{
public:
  explicit Listing(const PickleTree& tree) : Tree(tree) {}

  /// Adds the container and what is in it to Places. Returns whether there is a state dict in it.
  bool Add(PickleId id, int depth)
  {
    constexpr int deepest = 8;
    constexpr std::size_t most = 256;
    if (depth > deepest || this->Places.size() >= most || !IsContainer(this->Tree, id) ||
      IsOptimizer(this->Tree, id) || !this->Visited.insert(id).second)
    {
      return false;
    }
    const std::size_t own = this->Places.size();
    const bool isDict = this->Tree[id].Kind == PickleKind::Dict && CountTensors(this->Tree, id) > 0;
    this->Places.push_back({ id, this->Path, !isDict });
    const int parts = this->AddChildren(id, depth);
    // A container of a single part is dropped, as it has the same tensors as that part.
    if (!isDict && parts < 2)
    {
      this->Places.erase(this->Places.begin() + static_cast<std::ptrdiff_t>(own));
    }
    return isDict || parts > 0;
  }

  std::vector<StateDictPlace> Places;

private:
  /// Adds what is in the entries of the container. Returns how many of them have a state dict.
  int AddChildren(PickleId id, int depth)
  {
    int parts = 0;
    ForEachChild(this->Tree, id,
      [&](std::string_view name, PickleId child)
      {
        if (!IsForeignName(name))
        {
          this->Path.push_back({ id, std::string(name) });
          parts += this->Add(child, depth + 1) ? 1 : 0;
          this->Path.pop_back();
        }
        return true;
      });
    return parts;
  }

  const PickleTree& Tree;
  std::vector<PickleStep> Path;
  std::unordered_set<PickleId> Visited;
};

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
    if (depth > deepest || !IsContainer(this->Tree, id) || IsOptimizer(this->Tree, id) ||
      !this->Visited.insert(id).second)
    {
      return std::nullopt;
    }
    for (const char* name : UsualNetworkNames())
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
      return StateDictPlace{ id, {}, false };
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
    int places = 0;
    ForEachChild(this->Tree, id,
      [&](std::string_view name, PickleId child)
      {
        auto place = IsForeignName(name) ? std::nullopt : this->Descend(id, name, child, depth);
        const std::size_t count = place ? CountEntries(this->Tree, *place) : 0;
        places += place ? 1 : 0;
        if (count > most)
        {
          most = count;
          best = std::move(place);
        }
        return true;
      });
    return places > 1 && depth > 0 ? StateDictPlace{ id, {}, true } : best;
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

/// Extends `place` by the names in `key`, which are joined by dots and may hold dots themselves.
/// Returns false, with `place` as it was, if there is no such entry.
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
  place.IsInParts = IsContainer(tree, place.Id) && CountTensors(tree, place.Id) == 0;
  if (!IsContainer(tree, place.Id) || CountEntries(tree, place) == 0)
  {
    throw Error("no state dict in the checkpoint")
      .Expected("tensors directly under '" + key + "'")
      .Found(EntryNames(tree, place.Id));
  }
  return place;
}

/// Whether the dict at the top is none of weights, but one of a list with a usual name and of a few
/// tensors more (a loss, the number of an epoch).
bool IsListBesideTensors(
  const PickleTree& tree, const StateDictPlace& list, const StateDictPlace& dict)
{
  return dict.Path.empty() && HasUsualName(list) &&
    CountEntries(tree, list) > CountEntries(tree, dict);
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

void ForEachEntry(const PickleTree& tree, const StateDictPlace& place,
  const std::function<void(std::string_view name, PickleId value)>& visit)
{
  if (place.IsInParts)
  {
    PartWalk(tree, visit).Walk(place.Id, "", 0);
    return;
  }
  ForEachChild(tree, place.Id,
    [&](std::string_view name, PickleId value)
    {
      visit(name, value);
      return true;
    });
}

std::vector<StateDictPlace> ListStateDicts(const PickleTree& tree)
{
  Listing listing(tree);
  listing.Add(tree.Root, 0);
  return std::move(listing.Places);
}

bool HasUsualName(const StateDictPlace& place)
{
  return place.Path.empty() || IsUsualNetworkName(place.Path.back().Name);
}

StateDictPlace FindStateDict(const PickleTree& tree, const std::string& key)
{
  if (!key.empty())
  {
    return FindNamed(tree, key);
  }
  Search search(tree);
  const auto place = search.Find(tree.Root, 0);
  const auto list = LikeliestTensorList(tree);
  if (place && !(list && IsListBesideTensors(tree, *list, *place)))
  {
    return *place;
  }
  if (!place && search.MetModule())
  {
    RefuseModule();
  }
  if (list)
  {
    return *list;
  }
  throw Error("no state dict in the checkpoint")
    .Expected("a dict or list of tensors")
    .Found(EntryNames(tree, tree.Root))
    .Advice("save torch.save(network.state_dict(), file) in Python and read that");
}

} // namespace losslandscape
