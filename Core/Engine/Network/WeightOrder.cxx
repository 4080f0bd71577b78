// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Engine/Network/WeightOrder.h"

#include "Core/Common/DenseArray.h"
#include "Core/Common/TextEnds.h"

#include <algorithm>
#include <map>

namespace losslandscape
{
namespace
{

/// A tensor of the network and its place in NetworkModule::State.
struct Entry
{
  std::string Name;
  std::vector<std::int64_t> Shape;
  std::size_t Place = 0;
};

using Entries = std::vector<Entry>;

struct NetworkEntries
{
  Entries Parameters;
  Entries Buffers;
};

/// Parameters that do not move are among the parameters, where Python has them, too.
NetworkEntries EntriesOf(const NetworkModule& network)
{
  const NamedTensors state = network.State();
  std::map<std::string, std::size_t> places;
  for (std::size_t i = 0; i < state.size(); ++i)
  {
    places[state[i].first] = i;
  }
  NetworkEntries entries;
  for (const auto& [name, tensor] : network.AllParameters())
  {
    entries.Parameters.push_back({ name, tensor.sizes().vec(), places.at(name) });
    places.erase(name);
  }
  for (std::size_t i = 0; i < state.size(); ++i)
  {
    if (places.count(state[i].first) > 0)
    {
      entries.Buffers.push_back({ state[i].first, state[i].second.sizes().vec(), i });
    }
  }
  return entries;
}

Entries WithoutCounters(Entries buffers)
{
  buffers.erase(std::remove_if(buffers.begin(), buffers.end(),
                  [](const Entry& buffer) { return EndsWith(buffer.Name, "num_batches_tracked"); }),
    buffers.end());
  return buffers;
}

std::string ModuleOf(const Entry& entry)
{
  const std::size_t dot = entry.Name.rfind('.');
  return dot == std::string::npos ? "" : entry.Name.substr(0, dot);
}

bool IsPartOf(const std::string& part, const std::string& module)
{
  return part != module && (module.empty() || StartsWith(part, module + "."));
}

/// Joins parameters and buffers as state_dict() lists them: for each module its parameters, its
/// buffers, then the modules in it. Where a module has buffers alone, names do not tell its place
/// among its neighbours; it stands then where the shapes of the list have it.
class StateOrder
{
public:
  StateOrder(Entries parameters, Entries buffers, const NamedShapes& given)
    : Parameters(std::move(parameters)), Buffers(std::move(buffers)), Given(given)
  {
  }

  Entries Joined() const
  {
    Entries joined;
    auto parameter = this->Parameters.begin();
    auto buffer = this->Buffers.begin();
    while (parameter != this->Parameters.end() || buffer != this->Buffers.end())
    {
      const bool takesBuffer = parameter == this->Parameters.end() ||
        (buffer != this->Buffers.end() && this->BufferComesFirst(*buffer, *parameter, joined));
      joined.push_back(takesBuffer ? *buffer++ : *parameter++);
    }
    return joined;
  }

private:
  bool BufferComesFirst(const Entry& buffer, const Entry& parameter, const Entries& before) const
  {
    const std::string module = ModuleOf(buffer);
    const std::string other = ModuleOf(parameter);
    if (module == other || IsPartOf(module, other))
    {
      return false;
    }
    if (IsPartOf(other, module) || (!before.empty() && ModuleOf(before.back()) == module))
    {
      return true;
    }
    const std::size_t place = before.size();
    return place < this->Given.size() && this->Given[place].second == buffer.Shape &&
      this->Given[place].second != parameter.Shape;
  }

  Entries Parameters;
  Entries Buffers;
  const NamedShapes& Given;
};

/// Those of the network's tensors that a list of this length is likely to hold, in its order.
Entries LikeliestOrder(const NetworkEntries& entries, const NamedShapes& given)
{
  const auto difference = [&given](const Entries& candidate)
  { return std::max(candidate.size(), given.size()) - std::min(candidate.size(), given.size()); };
  const std::vector<Entries> candidates = { entries.Parameters,
    StateOrder(entries.Parameters, entries.Buffers, given).Joined(),
    StateOrder(entries.Parameters, WithoutCounters(entries.Buffers), given).Joined() };
  return *std::min_element(candidates.begin(), candidates.end(),
    [&](const Entries& one, const Entries& other) { return difference(one) < difference(other); });
}

void NoteFirstDifference(const Entries& order, const NamedShapes& given, WeightMatch& match)
{
  for (std::size_t i = 0; i < std::min(order.size(), given.size()); ++i)
  {
    const auto& shape = given[i].second;
    if (shape != order[i].Shape)
    {
      match.Misshaped.push_back("position " + std::to_string(i) + " of the list, " + order[i].Name +
        ": " + ShapeText(shape) + " instead of " + ShapeText(order[i].Shape));
      return;
    }
  }
}

void NoteLeftOver(const Entries& order, const NamedShapes& given, WeightMatch& match)
{
  for (std::size_t i = given.size(); i < order.size(); ++i)
  {
    match.Missing.push_back(order[i].Name);
  }
  for (std::size_t i = order.size(); i < given.size(); ++i)
  {
    match.Unexpected.push_back("position " + std::to_string(i) + " of the list");
  }
}

} // namespace

bool AreNumbered(const NamedShapes& given)
{
  std::size_t next = 0;
  return !given.empty() &&
    std::all_of(given.begin(), given.end(),
      [&next](const auto& entry) { return entry.first == std::to_string(next++); });
}

WeightMatch MatchByOrder(const NetworkModule& network, const NamedShapes& given)
{
  const NetworkEntries entries = EntriesOf(network);
  const Entries order = LikeliestOrder(entries, given);
  WeightMatch match;
  match.Sources.resize(entries.Parameters.size() + entries.Buffers.size());
  NoteFirstDifference(order, given, match);
  NoteLeftOver(order, given, match);
  if (match.Fits())
  {
    for (std::size_t i = 0; i < order.size(); ++i)
    {
      match.Sources[order[i].Place] = { i };
    }
    match.Notes.push_back("a list without names, taken in the order of the network's tensors");
    if (order.size() == entries.Parameters.size() && !entries.Buffers.empty())
    {
      match.Notes.push_back("running statistics and other buffers (" +
        entries.Buffers.front().Name + ", ...): not in the list, the network's own were kept");
    }
  }
  return match;
}

bool LeavesInitialStatistics(const NetworkModule& network, const NamedTensors& given)
{
  const std::vector<NormLayer> layers = NormLayersAmong(network.Buffers());
  const bool isList =
    !given.empty() && given.front().first == "0" && given.size() == network.AllParameters().size();
  return isList && !layers.empty() &&
    std::all_of(layers.begin(), layers.end(),
      [](const NormLayer& layer)
      { return layer.Mean.eq(0).all().item<bool>() && layer.Variance.eq(1).all().item<bool>(); });
}

} // namespace losslandscape
