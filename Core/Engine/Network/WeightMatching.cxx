// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Engine/Network/WeightMatching.h"

#include "Core/Common/DenseArray.h"
#include "Core/Common/TextEnds.h"

#include <map>

namespace losslandscape
{
namespace
{

/// A tensor of the network and all its names, in the network's order.
struct Slot
{
  std::vector<std::string> Names;
  std::vector<std::int64_t> Shape;
};

/// What stands in front of the names of the file and of the network, and is taken off.
struct Prefixes
{
  std::string File;
  std::string Network;
};

using Places = std::map<std::string, std::size_t>;

bool IsCounter(const std::string& name)
{
  return EndsWith(name, "num_batches_tracked");
}

std::vector<Slot> SlotsOf(const NetworkModule& network)
{
  std::vector<Slot> slots;
  std::map<std::string, std::size_t> byName;
  for (const auto& [name, tensor] : network.State())
  {
    byName[name] = slots.size();
    slots.push_back({ { name }, tensor.sizes().vec() });
  }
  for (const auto& [alias, name] : network.Aliases())
  {
    const auto found = byName.find(name);
    if (found != byName.end())
    {
      slots[found->second].Names.push_back(alias);
    }
  }
  return slots;
}

Places PlacesOf(const NamedShapes& given)
{
  Places places;
  for (std::size_t i = 0; i < given.size(); ++i)
  {
    places[given[i].first] = i;
  }
  return places;
}

/// Matches the names that are left when the prefixes are taken off.
WeightMatch MatchBy(
  const Prefixes& prefixes, const std::vector<Slot>& slots, const NamedShapes& given, Places places)
{
  WeightMatch match;
  for (const Slot& slot : slots)
  {
    match.Sources.emplace_back();
    for (const std::string& name : slot.Names)
    {
      const auto found = StartsWith(name, prefixes.Network)
        ? places.find(prefixes.File + name.substr(prefixes.Network.size()))
        : places.end();
      if (found == places.end())
      {
        continue;
      }
      const auto& shape = given[found->second].second;
      if (shape != slot.Shape)
      {
        match.Misshaped.push_back(
          name + " " + ShapeText(shape) + " instead of " + ShapeText(slot.Shape));
      }
      match.Sources.back().push_back(found->second);
      places.erase(found);
    }
    if (match.Sources.back().empty() && !IsCounter(slot.Names.front()))
    {
      match.Missing.push_back(slot.Names.front());
    }
  }
  for (const auto& [name, place] : places)
  {
    if (!StartsWith(name, prefixes.File))
    {
      match.Notes.push_back(name + ": no tensor of the network");
    }
    else if (!IsCounter(name))
    {
      match.Unexpected.push_back(name);
    }
  }
  return match;
}

/// Prefixes that, taken off, make the network's first name one of the file's.
std::vector<Prefixes> PossiblePrefixes(const std::string& name, const Places& places)
{
  std::vector<Prefixes> possible;
  for (const auto& [candidate, place] : places)
  {
    if (EndsWith(candidate, "." + name))
    {
      possible.push_back({ candidate.substr(0, candidate.size() - name.size()), "" });
    }
  }
  for (std::size_t dot = name.find('.'); dot != std::string::npos; dot = name.find('.', dot + 1))
  {
    if (places.count(name.substr(dot + 1)) > 0)
    {
      possible.push_back({ "", name.substr(0, dot + 1) });
    }
  }
  return possible;
}

std::string Note(const Prefixes& prefixes)
{
  return prefixes.Network.empty()
    ? prefixes.File + ": prefix of the names in the file, taken off"
    : prefixes.Network + ": prefix of the network's names, which the file does not have";
}

} // namespace

WeightMatch MatchWeights(const NetworkModule& network, const NamedShapes& given)
{
  const std::vector<Slot> slots = SlotsOf(network);
  const Places places = PlacesOf(given);
  WeightMatch plain = MatchBy({}, slots, given, places);
  if (plain.Fits() || slots.empty())
  {
    return plain;
  }
  std::vector<WeightMatch> fitting;
  // A wrapper's prefix is on every name, so the first tensor's shows it. If several layers share
  // that tensor, the file may have it under any of its names.
  for (const std::string& name : slots.front().Names)
  {
    for (const Prefixes& prefixes : PossiblePrefixes(name, places))
    {
      WeightMatch match = MatchBy(prefixes, slots, given, places);
      if (match.Fits())
      {
        match.Notes.insert(match.Notes.begin(), Note(prefixes));
        fitting.push_back(std::move(match));
      }
    }
    if (!fitting.empty())
    {
      break;
    }
  }
  if (fitting.size() > 1)
  {
    for (const WeightMatch& match : fitting)
    {
      plain.Notes.push_back(match.Notes.front());
    }
  }
  return fitting.size() == 1 ? std::move(fitting.front()) : std::move(plain);
}

} // namespace losslandscape
