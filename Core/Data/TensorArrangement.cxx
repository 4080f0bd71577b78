// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Data/TensorArrangement.h"

#include "Core/Common/Error.h"
#include "Core/Common/TextEnds.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <utility>

namespace losslandscape
{
namespace
{

/// Names of targets and of first inputs, the usual ones first.
constexpr std::array<const char*, 6> TargetNames = { "targets", "target", "labels", "label", "y",
  "y_train" };
constexpr std::array<const char*, 10> InputNames = { "inputs", "input", "x", "images", "image",
  "data", "X_train", "input_ids", "tokens", "input_0" };

std::string Listing(const NamedArrays& tensors)
{
  constexpr std::size_t longest = 8;
  std::string text;
  for (std::size_t i = 0; i < std::min(longest, tensors.size()); ++i)
  {
    text += (i == 0 ? "" : ", ") + tensors[i].first + " " + ShapeText(tensors[i].second.Shape);
  }
  return tensors.empty() ? "no tensor" : text + (tensors.size() > longest ? ", ..." : "");
}

Error CannotTell(const std::string& path, const NamedArrays& tensors)
{
  return Error("cannot find inputs and targets")
    .Where(path)
    .Expected("tensors with one entry per sample each")
    .Found(Listing(tensors))
    .Advice("save them as a tuple (inputs, targets), or in a dict as input_0, input_1, ... (or the "
            "names of forward's arguments) and targets");
}

template <std::size_t Count>
NamedArrays::const_iterator FindAny(
  const NamedArrays& tensors, const std::array<const char*, Count>& names)
{
  for (const char* name : names)
  {
    const auto found = std::find_if(
      tensors.begin(), tensors.end(), [&](const auto& tensor) { return tensor.first == name; });
    if (found != tensors.end())
    {
      return found;
    }
  }
  return tensors.end();
}

/// Whether these are the entries of a tuple, which are called by their places.
bool AreOfTuple(const NamedArrays& tensors)
{
  for (std::size_t i = 0; i < tensors.size(); ++i)
  {
    if (tensors[i].first != std::to_string(i))
    {
      return false;
    }
  }
  return tensors.size() > 1;
}

bool AreAllInputs(const NamedArrays& tensors)
{
  return tensors.size() == 1 ||
    std::all_of(tensors.begin(), tensors.end(),
      [](const auto& tensor) { return StartsWith(tensor.first, "input"); });
}

bool HasFewerAxes(
  const std::pair<std::string, DenseArray>& a, const std::pair<std::string, DenseArray>& b)
{
  return a.second.Shape.size() < b.second.Shape.size();
}

/// The place of the targets; the end if there are none.
NamedArrays::const_iterator FindTargets(const std::string& path, const NamedArrays& tensors)
{
  if (AreOfTuple(tensors))
  {
    return tensors.end() - 1;
  }
  const auto named = FindAny(tensors, TargetNames);
  if (named != tensors.end() && tensors.size() > 1)
  {
    return named;
  }
  if (AreAllInputs(tensors))
  {
    return tensors.end();
  }
  if (tensors.size() == 2)
  {
    return HasFewerAxes(tensors[0], tensors[1]) ? tensors.begin() : tensors.begin() + 1;
  }
  throw CannotTell(path, tensors);
}

std::int64_t EntriesOf(const DenseArray& array)
{
  return array.Shape.empty() ? 0 : array.Shape.front();
}

/// input_0, input_1, ..., input_10 in the order of their numbers, whatever that in the file is.
void SortNumbered(NamedArrays& inputs)
{
  const std::string start = "input_";
  const auto numberOf = [&](const std::string& name)
  {
    const std::string digits = StartsWith(name, start) ? name.substr(start.size()) : "";
    const bool isNumber = !digits.empty() && digits.size() < 7 &&
      std::all_of(digits.begin(), digits.end(), [](char c) { return c >= '0' && c <= '9'; });
    return isNumber ? std::stol(digits) : -1;
  };
  if (std::all_of(inputs.begin(), inputs.end(),
        [&](const auto& input) { return numberOf(input.first) >= 0; }))
  {
    std::stable_sort(inputs.begin(), inputs.end(),
      [&](const auto& a, const auto& b) { return numberOf(a.first) < numberOf(b.first); });
  }
}

/// Puts the first input in front of the others.
void OrderInputs(NamedArrays& inputs)
{
  SortNumbered(inputs);
  const auto first = inputs.begin() + (FindAny(inputs, InputNames) - inputs.cbegin());
  if (first != inputs.end())
  {
    std::rotate(inputs.begin(), first, first + 1);
  }
}

/// Drops inputs that do not have an entry for each sample.
void KeepSamples(NamedArrays& inputs, std::int64_t samples)
{
  inputs.erase(std::remove_if(inputs.begin(), inputs.end(),
                 [=](const auto& input) { return EntriesOf(input.second) != samples; }),
    inputs.end());
}

} // namespace

bool IsNameOfTargets(const std::string& name)
{
  return std::find(TargetNames.begin(), TargetNames.end(), name) != TargetNames.end();
}

TensorArrangement ArrangeTensors(const std::string& path, NamedArrays tensors)
{
  if (tensors.empty())
  {
    throw CannotTell(path, tensors);
  }
  const auto targets = FindTargets(path, tensors);
  TensorArrangement arrangement;
  for (auto tensor = tensors.cbegin(); tensor != tensors.cend(); ++tensor)
  {
    if (tensor == targets)
    {
      arrangement.Targets = tensor->second;
    }
    else
    {
      arrangement.Inputs.push_back(*tensor);
    }
  }
  OrderInputs(arrangement.Inputs);
  const DenseArray& first = arrangement.Inputs.front().second;
  const bool fit = !first.Shape.empty() &&
    (!arrangement.Targets ||
      (!arrangement.Targets->Shape.empty() && arrangement.Targets->Shape[0] == first.Shape[0]));
  if (!fit)
  {
    throw CannotTell(path, tensors);
  }
  KeepSamples(arrangement.Inputs, EntriesOf(first));
  return arrangement;
}

} // namespace losslandscape
