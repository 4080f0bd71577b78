// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Engine/Network/Script/ForwardArguments.h"

#include "Core/Common/Error.h"
#include "Core/Data/TensorArrangement.h"

#include <algorithm>

namespace losslandscape
{
namespace
{

std::vector<c10::Argument> ArgumentsOf(const torch::jit::Module& module)
{
  return module.get_method("forward").function().getSchema().arguments();
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

bool TakesTargets(const torch::jit::Module& module, std::size_t inputs, const std::string& path)
{
  const auto arguments = ArgumentsOf(module);
  // The first argument is self.
  if (arguments.size() <= inputs + 1)
  {
    return false;
  }
  const c10::Argument& next = arguments[inputs + 1];
  if (next.default_value())
  {
    return MayBeTensor(next) && IsNameOfTargets(next.name());
  }
  if (!MayBeTensor(next))
  {
    throw Error("the module's objective cannot be called")
      .Where(path)
      .Expected("forward(inputs) or forward(inputs, targets)")
      .Found("an argument " + next.name() + ": " + next.type()->repr_str())
      .Advice("give it a default, or wrap the module in one that sets it");
  }
  return true;
}

std::vector<std::string> RequiredTensors(const torch::jit::Module& module)
{
  const auto arguments = ArgumentsOf(module);
  std::vector<std::string> names;
  for (std::size_t i = 1; i < arguments.size() && !arguments[i].default_value(); ++i)
  {
    names.push_back(arguments[i].name());
  }
  return names;
}

std::optional<std::vector<std::string>> GivenTensors(const torch::jit::Module& module)
{
  const auto arguments = ArgumentsOf(module);
  const std::vector<std::string> names = RequiredTensors(module);
  const auto end = arguments.begin() + 1 + static_cast<std::ptrdiff_t>(names.size());
  const bool mayTakeTargets =
    end != arguments.end() && MayBeTensor(*end) && IsNameOfTargets(end->name());
  const bool canBeCalled = !names.empty() && !mayTakeTargets &&
    std::all_of(arguments.begin() + 1, end, IsTensor) &&
    std::all_of(end, arguments.end(),
      [](const c10::Argument& argument) { return argument.default_value().has_value(); });
  return canBeCalled ? std::optional(names) : std::nullopt;
}

} // namespace losslandscape
