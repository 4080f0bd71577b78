// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Files/Checkpoints/CheckpointSelection.h"

#include "Core/Common/Error.h"
#include "Core/Files/Checkpoints/StateDictSearch.h"
#include "Core/Files/Checkpoints/TensorCandidates.h"
#include "Core/Files/Checkpoints/TensorLists.h"
#include "Core/Files/NumPy/NumpyPickle.h"

#include <algorithm>
#include <functional>
#include <optional>
#include <unordered_set>

namespace losslandscape
{
namespace
{

std::string Shortened(std::string_view name)
{
  constexpr std::size_t longest = 80;
  return std::string(name.substr(0, longest));
}

/// The number that an entry stands for, be it stored as a number, a NumPy scalar or a tensor
/// without axes; no value if it is not a number.
std::optional<double> NumberOf(const TorchFile& file, PickleId id, MemoryBudget& budget)
{
  constexpr std::size_t scalarBytes = 8;
  const PickleNode& node = file.Tree[id];
  if (node.Kind == PickleKind::Real)
  {
    return node.Real;
  }
  if (node.Kind == PickleKind::Integer || node.Kind == PickleKind::Bool)
  {
    return static_cast<double>(node.Integer);
  }
  Candidate candidate{ "", id, std::nullopt };
  if (IsTorchTensor(file.Tree, id))
  {
    std::string unsupported;
    candidate.Torch = ParseTorchTensor(file.Tree, id, unsupported);
    if (!candidate.Torch || !candidate.Torch->Shape.empty())
    {
      return std::nullopt;
    }
  }
  // Latin-1 text of a protocol 2 scalar may take two characters for a byte.
  else if (!IsNumpyValue(file.Tree, id) || NumpyByteCount(file.Tree, id) > 2 * scalarBytes)
  {
    return std::nullopt;
  }
  const NamedArrays arrays = DecodeCandidates(file, { candidate }, budget);
  const std::vector<double> values = arrays.front().second.ToDouble();
  return values.size() == 1 ? std::optional<double>(values.front()) : std::nullopt;
}

/// Records an entry beside the state dict: a number by its value, anything else by a line in
/// Skipped.
void CollectSibling(const TorchFile& file, const std::string& name, PickleId id,
  MemoryBudget& budget, Checkpoint& checkpoint)
{
  try
  {
    const auto number = NumberOf(file, id, budget);
    if (number)
    {
      checkpoint.Numbers[name] = *number;
      return;
    }
    const std::string what =
      IsTorchTensor(file.Tree, id) ? "tensor outside of the state dict" : file.Tree.Describe(id);
    checkpoint.Skipped.push_back(name + ": " + what);
  }
  catch (const Error& error)
  {
    checkpoint.Skipped.push_back(name + ": " + error.what());
  }
}

/// Records an entry of the state dict: a tensor as candidate, anything else like an entry beside
/// the state dict.
void CollectEntry(const TorchFile& file, std::string_view name, PickleId id, MemoryBudget& budget,
  CandidateList& candidates, Checkpoint& checkpoint)
{
  constexpr std::uint64_t overhead = 256;
  budget.Take(name.size() + overhead);
  if (IsTorchTensor(file.Tree, id))
  {
    std::string unsupported;
    auto tensor = ParseTorchTensor(file.Tree, id, unsupported);
    if (tensor)
    {
      candidates.Add({ std::string(name), id, std::move(tensor) });
    }
    else
    {
      checkpoint.Skipped.push_back(Shortened(name) + ": " + unsupported);
    }
  }
  else
  {
    CollectSibling(file, Shortened(name), id, budget, checkpoint);
  }
}

Checkpoint ReadPlace(const TorchFile& file, const StateDictPlace& place)
{
  Checkpoint checkpoint;
  checkpoint.Format = file.Format;
  checkpoint.Key = place.Key();
  MemoryBudget budget(file.FileSize);
  for (const PickleStep& step : place.Path)
  {
    ForEachChild(file.Tree, step.Parent,
      [&](std::string_view name, PickleId child)
      {
        if (name != step.Name)
        {
          budget.Take(64);
          CollectSibling(file, Shortened(name), child, budget, checkpoint);
        }
        return true;
      });
  }
  CandidateList candidates;
  ForEachEntry(file.Tree, place,
    [&](std::string_view name, PickleId child)
    { CollectEntry(file, name, child, budget, candidates, checkpoint); });
  checkpoint.Tensors = DecodeCandidates(file, candidates.Items, budget);
  return checkpoint;
}

/// Names and shapes of the tensors that ReadPlace would read; none if one of them is damaged.
NamedArrays ShapesOf(const TorchFile& file, const StateDictPlace& place)
{
  NamedArrays shapes;
  try
  {
    ForEachEntry(file.Tree, place,
      [&](std::string_view name, PickleId child)
      {
        std::string unsupported;
        const auto tensor = IsTorchTensor(file.Tree, child)
          ? ParseTorchTensor(file.Tree, child, unsupported)
          : std::nullopt;
        if (tensor)
        {
          shapes.emplace_back(name, DenseArray{ tensor->Type, tensor->Shape, {} });
        }
      });
  }
  catch (const Error&)
  {
    return {};
  }
  StripWrapperPrefixes(shapes);
  return shapes;
}

/// Whether `inner` is a part of what stands at `outer`.
bool IsInside(const StateDictPlace& inner, const StateDictPlace& outer)
{
  const std::string key = outer.Key();
  return inner.Key() != key &&
    (key.empty() || inner.Key().compare(0, key.size() + 1, key + ".") == 0);
}

/// Drops places that contain others. A container of a network fits as well as the network in it,
/// since its names are those of the network with a prefix; the network is what was meant.
void KeepInnermost(std::vector<StateDictPlace>& places)
{
  const std::vector<StateDictPlace> all = places;
  places.erase(std::remove_if(places.begin(), places.end(),
                 [&](const StateDictPlace& outer)
                 {
                   return std::any_of(all.begin(), all.end(),
                     [&](const StateDictPlace& inner) { return IsInside(inner, outer); });
                 }),
    places.end());
}

template <typename Predicate>
std::vector<StateDictPlace> Filtered(std::vector<StateDictPlace> places, Predicate isKept)
{
  places.erase(std::remove_if(places.begin(), places.end(), std::not_fn(isKept)), places.end());
  return places;
}

[[noreturn]] void RefuseSeveral(const std::vector<StateDictPlace>& places)
{
  std::string keys;
  for (const StateDictPlace& place : places)
  {
    keys += (keys.empty() ? "" : ", ") + place.Key();
  }
  throw Error("several networks of the checkpoint fit")
    .Expected("one, or one with a usual name such as state_dict or model")
    .Found(keys)
    .Advice("name one after the file and a colon, as in " + std::string("checkpoint.pt:") +
      places.front().Key());
}

} // namespace

void StripWrapperPrefixes(NamedArrays& arrays)
{
  std::unordered_set<std::string> unique;
  std::vector<std::string> names;
  for (const auto& [name, array] : arrays)
  {
    names.push_back(StripWrapperPrefixes(name));
    unique.insert(names.back());
  }
  // Where a file holds both the wrapped and the plain name, they are different tensors.
  if (unique.size() == arrays.size())
  {
    for (std::size_t i = 0; i < names.size(); ++i)
    {
      arrays[i].first = std::move(names[i]);
    }
  }
}

std::string StripWrapperPrefixes(const std::string& name)
{
  std::size_t start = 0;
  while (true)
  {
    if (name.compare(start, 7, "module.") == 0)
    {
      start += 7;
    }
    else if (name.compare(start, 10, "_orig_mod.") == 0)
    {
      start += 10;
    }
    else
    {
      return name.substr(start);
    }
  }
}

Checkpoint SelectStateDict(const TorchFile& file, const std::string& key)
{
  return ReadPlace(file, FindStateDict(file.Tree, key));
}

Checkpoint SelectFittingStateDict(
  const TorchFile& file, const std::function<bool(const NamedArrays&)>& fits)
{
  const StateDictPlace likeliest = FindStateDict(file.Tree, "");
  const auto isFitting = [&](const StateDictPlace& place) { return fits(ShapesOf(file, place)); };
  std::vector<StateDictPlace> fitting = Filtered(ListStateDicts(file.Tree), isFitting);
  // Any list of the right shapes fits, so one counts only where nothing with names does.
  if (fitting.empty())
  {
    fitting = Filtered(ListTensorLists(file.Tree), isFitting);
  }
  if (fitting.empty() || (HasUsualName(likeliest) && isFitting(likeliest)))
  {
    return ReadPlace(file, likeliest);
  }
  KeepInnermost(fitting);
  if (fitting.size() > 1)
  {
    RefuseSeveral(fitting);
  }
  return ReadPlace(file, fitting.front());
}

} // namespace losslandscape
