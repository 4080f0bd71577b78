// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Engine/Network/WeightMatching.h"

#include "Core/Common/DenseArray.h"
#include "Core/Common/TextEnds.h"
#include "Core/Engine/Network/WeightOrder.h"

#include <algorithm>
#include <map>
#include <set>

namespace losslandscape
{
namespace
{

/// A tensor of the network and all its names, in the network's order.
struct Slot
{
  std::vector<std::string> Names;
  std::vector<std::int64_t> Shape;
  bool IsBuffer = false;
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

/// The name that PEFT gives a tensor of an adapter called `default` in its files; empty for others.
std::string NameInAdapterFile(const std::string& name)
{
  const std::string adapter = ".default.";
  const auto found = name.rfind(adapter);
  return found == std::string::npos
    ? ""
    : name.substr(0, found + 1) + name.substr(found + adapter.size());
}

std::vector<Slot> SlotsOf(const NetworkModule& network)
{
  std::set<std::string> parameters;
  for (const auto& [name, tensor] : network.AllParameters())
  {
    parameters.insert(name);
  }
  std::vector<Slot> slots;
  std::map<std::string, std::size_t> byName;
  for (const auto& [name, tensor] : network.State())
  {
    byName[name] = slots.size();
    slots.push_back({ { name }, tensor.sizes().vec(), parameters.count(name) == 0 });
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

void AddNamesInAdapterFiles(std::vector<Slot>& slots)
{
  for (Slot& slot : slots)
  {
    const std::string name = NameInAdapterFile(slot.Names.front());
    if (!name.empty())
    {
      slot.Names.push_back(name);
    }
  }
}

bool IsEmpty(const WeightMatch& match)
{
  return std::all_of(match.Sources.begin(), match.Sources.end(),
    [](const std::vector<std::size_t>& sources) { return sources.empty(); });
}

/// Whether a file may be without a tensor: what the caller says, and buffers that a wrapping module
/// has beside the network that the file is of, such as the weights of classes in a loss.
bool IsDispensable(const Slot& slot, const Prefixes& prefixes, const MayLack& mayLack)
{
  const std::string& name = slot.Names.front();
  return (mayLack && mayLack(name)) || (slot.IsBuffer && !StartsWith(name, prefixes.Network));
}

/// Matches the names that are left when the prefixes are taken off.
WeightMatch MatchBy(const Prefixes& prefixes, const std::vector<Slot>& slots,
  const NamedShapes& given, Places places, const MayLack& mayLack)
{
  WeightMatch match;
  std::vector<std::string> lacking;
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
      auto& missing = IsDispensable(slot, prefixes, mayLack) ? lacking : match.Missing;
      missing.push_back(slot.Names.front());
    }
  }
  if (IsEmpty(match))
  {
    match.Missing.insert(match.Missing.end(), lacking.begin(), lacking.end());
  }
  for (const auto& [name, place] : places)
  {
    if (!mayLack && !StartsWith(name, prefixes.File))
    {
      match.Notes.push_back(name + ": no tensor of the network");
    }
    else if (!IsCounter(name))
    {
      match.Unexpected.push_back(name);
    }
  }
  if (match.Fits() && !lacking.empty())
  {
    match.Notes.push_back(std::to_string(lacking.size()) + " of " + std::to_string(slots.size()) +
      " tensors of the network are not in the file and stay as they are");
  }
  return match;
}

/// Prefixes that, taken off, make the network's name one of the file's.
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

/// Prefixes that, taken off, make the file's name one of the network's.
std::vector<Prefixes> PossiblePrefixes(const std::string& given, const std::vector<Slot>& slots)
{
  std::vector<Prefixes> possible;
  for (const Slot& slot : slots)
  {
    for (const std::string& name : slot.Names)
    {
      if (EndsWith(given, "." + name))
      {
        possible.push_back({ given.substr(0, given.size() - name.size()), "" });
      }
      else if (EndsWith(name, "." + given))
      {
        possible.push_back({ "", name.substr(0, name.size() - given.size()) });
      }
    }
  }
  return possible;
}

/// A wrapper's prefix is on every name, so one name shows it: the network's first if the file has
/// all of them, else the file's first. If several layers share the network's first tensor, the file
/// may have it under any of its names.
std::vector<std::vector<Prefixes>> PossiblePrefixes(
  const std::vector<Slot>& slots, const NamedShapes& given, const Places& places, bool isPart)
{
  if (isPart)
  {
    return { PossiblePrefixes(given.front().first, slots) };
  }
  std::vector<std::vector<Prefixes>> possible;
  for (const std::string& name : slots.front().Names)
  {
    possible.push_back(PossiblePrefixes(name, places));
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

NamedShapes ShapesOf(const NamedTensors& tensors)
{
  NamedShapes shapes;
  for (const auto& [name, tensor] : tensors)
  {
    shapes.emplace_back(name, tensor.sizes().vec());
  }
  return shapes;
}

MayLack AllButMoving(const NetworkModule& network, const std::set<std::string>& fixed)
{
  if (fixed.empty())
  {
    return {};
  }
  std::set<std::string> moving;
  for (const auto& [name, tensor] : network.AllParameters())
  {
    if (fixed.count(name) == 0)
    {
      moving.insert(name);
    }
  }
  return [moving = std::move(moving)](const std::string& name) { return moving.count(name) == 0; };
}

WeightMatch MatchWeights(
  const NetworkModule& network, const NamedShapes& given, const MayLack& mayLack)
{
  std::vector<Slot> slots = SlotsOf(network);
  if (mayLack)
  {
    WeightMatch whole = MatchWeights(network, given);
    if (whole.Fits())
    {
      return whole;
    }
    AddNamesInAdapterFiles(slots);
  }
  const Places places = PlacesOf(given);
  WeightMatch plain = MatchBy({}, slots, given, places, mayLack);
  if (!plain.Fits() && AreNumbered(given))
  {
    plain = MatchByOrder(network, given);
  }
  if (plain.Fits() || slots.empty() || given.empty())
  {
    return plain;
  }
  std::vector<WeightMatch> fitting;
  const bool isPart = static_cast<bool>(mayLack);
  for (const auto& alternatives : PossiblePrefixes(slots, given, places, isPart))
  {
    for (const Prefixes& prefixes : alternatives)
    {
      WeightMatch match = MatchBy(prefixes, slots, given, places, mayLack);
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
