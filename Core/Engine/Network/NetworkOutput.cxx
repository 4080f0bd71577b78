// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Engine/Network/NetworkOutput.h"

#include "Core/Common/Error.h"

#include <algorithm>

namespace losslandscape
{
namespace
{

/// In words, what a tensor is instead of dense real numbers; empty if it is that.
std::string OtherKindOf(const torch::Tensor& tensor)
{
  if (!tensor.defined())
  {
    return "an undefined tensor";
  }
  if (tensor.layout() != torch::kStrided || tensor.is_quantized() || tensor.is_complex())
  {
    return c10::str(
      "a tensor of layout ", tensor.layout(), " and type ", c10::toString(tensor.scalar_type()));
  }
  return "";
}

struct NamedValues
{
  std::vector<std::string> Names;
  std::vector<c10::IValue> Values;

  void Add(const std::string& path, const std::string& name, const c10::IValue& value)
  {
    this->Collect(path.empty() ? name : path + "." + name, value);
  }

  /// Adds what is in a container, each with the names that lead to it.
  void Collect(const std::string& path, const c10::IValue& value)
  {
    if (value.isTuple())
    {
      this->CollectTuple(path, *value.toTuple());
    }
    else if (value.isList())
    {
      const auto list = value.toListRef();
      for (std::size_t i = 0; i < list.size(); ++i)
      {
        this->Add(path, std::to_string(i), list[i]);
      }
    }
    else if (value.isGenericDict())
    {
      for (const auto& entry : value.toGenericDict())
      {
        const bool isNamed = entry.key().isString();
        this->Add(path, isNamed ? entry.key().toStringRef() : c10::str(entry.key()), entry.value());
      }
    }
    else
    {
      this->Names.push_back(path.empty() ? "0" : path);
      this->Values.push_back(value);
    }
  }

private:
  /// Entries of a named tuple have names.
  void CollectTuple(const std::string& path, const c10::ivalue::Tuple& tuple)
  {
    const auto type = tuple.type<c10::TupleType>();
    const auto& schema = type->schema();
    for (std::size_t i = 0; i < tuple.elements().size(); ++i)
    {
      const std::string name = schema ? schema->arguments()[i].name() : std::to_string(i);
      this->Add(path, name, tuple.elements()[i]);
    }
  }
};

std::string Listing(const std::vector<std::string>& names)
{
  constexpr std::size_t longest = 20;
  std::string text;
  for (std::size_t i = 0; i < std::min(longest, names.size()); ++i)
  {
    text += (i == 0 ? "" : ", ") + names[i];
  }
  return text + (names.size() > longest ? ", ..." : "");
}

torch::Tensor TensorOf(const c10::IValue& value, const std::string& path)
{
  const std::string otherKind = value.isTensor() ? OtherKindOf(value.toTensor()) : "";
  if (!otherKind.empty())
  {
    throw Error("the module does not return numbers")
      .Where(path)
      .Expected("a dense tensor of real numbers")
      .Found(otherKind);
  }
  if (value.isTensor())
  {
    return value.toTensor();
  }
  if (value.isDouble() || value.isInt())
  {
    return torch::tensor(value.toScalar().toDouble(), torch::kFloat64);
  }
  throw Error("the module does not return a tensor")
    .Where(path)
    .Expected("a tensor, or several in a tuple, a list or a dict")
    .Found(value.tagKind())
    .Advice("wrap the network in a module whose forward returns its outputs alone, or choose "
            "another Output");
}

} // namespace

bool IsNumbers(const c10::IValue& value)
{
  return value.isDouble() || value.isInt() ||
    (value.isTensor() && OtherKindOf(value.toTensor()).empty());
}

std::size_t PlaceOfOutput(
  const std::vector<std::string>& names, const std::string& output, const std::string& path)
{
  if (output.empty() && !names.empty())
  {
    return 0;
  }
  const auto named = std::find(names.begin(), names.end(), output);
  if (named != names.end())
  {
    return static_cast<std::size_t>(named - names.begin());
  }
  for (std::size_t i = 0; i < names.size(); ++i)
  {
    if (output == std::to_string(i))
    {
      return i;
    }
  }
  throw Error("the network has no such output")
    .Where(path)
    .Expected(names.empty() ? "one output or more" : "one of " + Listing(names))
    .Found(output.empty() ? "none" : "Output = " + output);
}

torch::Tensor ChosenTensor(
  const c10::IValue& result, const std::string& output, const std::string& path)
{
  NamedValues found;
  found.Collect("", result);
  return TensorOf(found.Values[PlaceOfOutput(found.Names, output, path)], path);
}

std::vector<std::pair<std::string, torch::Tensor>> ChosenTensorAndOthers(
  const c10::IValue& result, const std::string& output, const std::string& path)
{
  NamedValues found;
  found.Collect("", result);
  const std::size_t chosen = PlaceOfOutput(found.Names, output, path);
  std::vector<std::pair<std::string, torch::Tensor>> tensors = { { found.Names[chosen],
    TensorOf(found.Values[chosen], path) } };
  for (std::size_t i = 0; i < found.Values.size(); ++i)
  {
    if (i != chosen && IsNumbers(found.Values[i]))
    {
      tensors.emplace_back(found.Names[i], TensorOf(found.Values[i], path));
    }
  }
  return tensors;
}

} // namespace losslandscape
