// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Engine/Plane/DirectionList.h"

#include "Core/Common/Error.h"
#include "Core/Common/TextEnds.h"

#include <algorithm>
#include <memory>
#include <set>

namespace losslandscape
{
namespace
{

struct NamedShape
{
  std::string Name;
  std::vector<std::int64_t> Shape;
};
using NamedShapes = std::vector<NamedShape>;

NamedShapes ParametersIn(const NetworkModule& network)
{
  NamedShapes shapes;
  for (const auto& [name, tensor] : network.AllParameters())
  {
    shapes.push_back({ name, tensor.sizes().vec() });
  }
  return shapes;
}

/// The buffers, without the parameters that are fixed.
NamedShapes BuffersIn(const NetworkModule& network)
{
  std::set<std::string> parameters;
  for (const auto& each : network.AllParameters())
  {
    parameters.insert(each.first);
  }
  NamedShapes shapes;
  for (const auto& [name, tensor] : network.Buffers())
  {
    if (parameters.count(name) == 0)
    {
      shapes.push_back({ name, tensor.sizes().vec() });
    }
  }
  return shapes;
}

/// A module with its own tensors and the modules in it, which come in the order in which they are
/// first named. Parameters are added before buffers, so modules of buffers alone come last, unless
/// all are numbered, as in torch.nn.Sequential.
class ModuleOrder
{
public:
  /// `name` is the part of the tensor's name that tells its place in this module.
  void Add(const std::string& name, const NamedShape& tensor, bool isBuffer)
  {
    const auto dot = name.find('.');
    if (dot == std::string::npos)
    {
      this->Tensors.push_back(tensor);
      return;
    }
    this->Child(name.substr(0, dot), isBuffer).Add(name.substr(dot + 1), tensor, isBuffer);
  }

  /// Appends all tensors in the order of a state dict: of each module its own, then those of the
  /// modules in it.
  void AppendTo(NamedShapes& state)
  {
    state.insert(state.end(), this->Tensors.begin(), this->Tensors.end());
    if (this->HasModulesOfBuffers && this->AreNumbered())
    {
      std::stable_sort(this->Children.begin(), this->Children.end(),
        [](const auto& a, const auto& b)
        { return std::pair(a.first.size(), a.first) < std::pair(b.first.size(), b.first); });
    }
    for (auto& child : this->Children)
    {
      child.second->AppendTo(state);
    }
  }

private:
  ModuleOrder& Child(const std::string& name, bool isBuffer)
  {
    const auto found = std::find_if(this->Children.begin(), this->Children.end(),
      [&](const auto& child) { return child.first == name; });
    if (found != this->Children.end())
    {
      return *found->second;
    }
    this->HasModulesOfBuffers = this->HasModulesOfBuffers || isBuffer;
    this->Children.emplace_back(name, std::make_unique<ModuleOrder>());
    return *this->Children.back().second;
  }

  bool AreNumbered() const
  {
    return std::all_of(this->Children.begin(), this->Children.end(),
      [](const auto& child)
      { return child.first.find_first_not_of("0123456789") == std::string::npos; });
  }

  NamedShapes Tensors;
  bool HasModulesOfBuffers = false;
  std::vector<std::pair<std::string, std::unique_ptr<ModuleOrder>>> Children;
};

NamedShapes StateIn(const NetworkModule& network)
{
  ModuleOrder modules;
  for (const NamedShape& parameter : ParametersIn(network))
  {
    modules.Add(parameter.Name, parameter, false);
  }
  for (const NamedShape& buffer : BuffersIn(network))
  {
    modules.Add(buffer.Name, buffer, true);
  }
  NamedShapes state;
  modules.AppendTo(state);
  return state;
}

NamedShapes WithoutCounters(NamedShapes state)
{
  state.erase(
    std::remove_if(state.begin(), state.end(),
      [](const NamedShape& tensor) { return EndsWith(tensor.Name, "num_batches_tracked"); }),
    state.end());
  return state;
}

/// The number of tensors from the first on that fit.
std::size_t CountFitting(const NamedShapes& expected, const std::vector<DenseArray>& tensors)
{
  std::size_t count = 0;
  while (count < std::min(expected.size(), tensors.size()) &&
    expected[count].Shape == tensors[count].Shape)
  {
    ++count;
  }
  return count;
}

[[noreturn]] void Refuse(
  const NamedShapes& expected, const std::vector<DenseArray>& tensors, const std::string& where)
{
  const std::size_t first = CountFitting(expected, tensors);
  throw Error("direction does not fit the network")
    .Where(where + "/" + std::to_string(first))
    .Expected(first < expected.size()
        ? expected[first].Name + " " + ShapeText(expected[first].Shape)
        : "no more than the network's " + std::to_string(expected.size()) + " tensors")
    .Found(first < tensors.size() ? "shape " + ShapeText(tensors[first].Shape)
                                  : "only " + std::to_string(tensors.size()) + " tensors")
    .Advice("such a file has a tensor for each parameter of the network it was made for (dir_type "
            "weights), or for each entry of its state dict (states), in their order");
}

} // namespace

std::map<std::string, DenseArray> NameTensors(
  const NetworkModule& network, std::vector<DenseArray> tensors, const std::string& where)
{
  const NamedShapes state = StateIn(network);
  const NamedShapes orders[] = { ParametersIn(network), state, WithoutCounters(state) };
  const auto fitting = std::max_element(std::begin(orders), std::end(orders),
    [&](const NamedShapes& a, const NamedShapes& b)
    { return CountFitting(a, tensors) < CountFitting(b, tensors); });
  if (fitting->size() != tensors.size() || CountFitting(*fitting, tensors) != tensors.size())
  {
    Refuse(*fitting, tensors, where);
  }
  std::map<std::string, DenseArray> named;
  for (std::size_t i = 0; i < tensors.size(); ++i)
  {
    named.emplace((*fitting)[i].Name, std::move(tensors[i]));
  }
  return named;
}

} // namespace losslandscape
