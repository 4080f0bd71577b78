// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Engine/Network/Script/ForwardArguments.h"

#include "Core/Common/Error.h"

#include <algorithm>
#include <set>
#include <vector>

namespace losslandscape
{
namespace
{

/// Place of the argument after self and the inputs.
constexpr std::size_t AfterInputs = 2;

std::vector<c10::Argument> ArgumentsOf(const torch::jit::Module& module)
{
  return module.get_method("forward").function().getSchema().arguments();
}

bool IsNameOfTargets(const std::string& name)
{
  static const std::set<std::string> names = { "target", "targets", "label", "labels", "y" };
  return names.count(name) > 0;
}

bool MayBeTensor(const c10::Argument& argument)
{
  return c10::TensorType::get()->isSubtypeOf(*argument.type());
}

bool IsTensor(const c10::Argument& argument)
{
  return argument.type()->kind() == c10::TypeKind::TensorType;
}

} // namespace

bool TakesTargets(const torch::jit::Module& module, const std::string& path)
{
  const auto arguments = ArgumentsOf(module);
  if (arguments.size() <= AfterInputs)
  {
    return false;
  }
  const c10::Argument& second = arguments[AfterInputs];
  if (second.default_value())
  {
    return MayBeTensor(second) && IsNameOfTargets(second.name());
  }
  if (!MayBeTensor(second))
  {
    throw Error("the module's objective cannot be called")
      .Where(path)
      .Expected("forward(inputs) or forward(inputs, targets)")
      .Found("a second argument " + second.name() + ": " + second.type()->repr_str())
      .Advice("give it a default, or wrap the module in one that sets it");
  }
  return true;
}

std::optional<std::size_t> GivenTensors(const torch::jit::Module& module)
{
  const auto arguments = ArgumentsOf(module);
  if (arguments.size() < AfterInputs || !IsTensor(arguments[1]))
  {
    return std::nullopt;
  }
  std::size_t tensors = 1;
  if (arguments.size() > AfterInputs)
  {
    const c10::Argument& second = arguments[AfterInputs];
    if (second.default_value() ? MayBeTensor(second) && IsNameOfTargets(second.name())
                               : !IsTensor(second))
    {
      return std::nullopt;
    }
    tensors += second.default_value() ? 0 : 1;
  }
  const auto first = arguments.begin() + 1 + static_cast<std::ptrdiff_t>(tensors);
  const bool haveDefaults = std::all_of(first, arguments.end(),
    [](const c10::Argument& argument) { return argument.default_value().has_value(); });
  return haveDefaults ? std::optional(tensors) : std::nullopt;
}

} // namespace losslandscape
