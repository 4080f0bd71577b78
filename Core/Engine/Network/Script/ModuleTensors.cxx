// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Engine/Network/Script/ModuleTensors.h"

#include <map>
#include <set>

namespace losslandscape
{

NamedTensors ParametersOf(const torch::jit::Module& module)
{
  NamedTensors named;
  std::set<const void*> seen;
  for (const auto& item : module.named_parameters())
  {
    if (item.value.is_floating_point() && seen.insert(item.value.unsafeGetTensorImpl()).second)
    {
      named.emplace_back(item.name, item.value);
    }
  }
  return named;
}

std::set<std::string> FrozenIn(const torch::jit::Module& module)
{
  std::set<std::string> names;
  for (const auto& [name, tensor] : ParametersOf(module))
  {
    if (!tensor.requires_grad())
    {
      names.insert(name);
    }
  }
  return names;
}

torch::ScalarType TypeOf(const torch::jit::Module& module)
{
  const NamedTensors parameters = ParametersOf(module);
  return parameters.empty() ? torch::kFloat32 : parameters.front().second.scalar_type();
}

NamedTensors BuffersOf(const torch::jit::Module& module)
{
  NamedTensors named;
  for (const auto& item : module.named_buffers())
  {
    named.emplace_back(item.name, item.value);
  }
  for (const auto& item : module.named_parameters())
  {
    if (!item.value.is_floating_point())
    {
      named.emplace_back(item.name, item.value);
    }
  }
  return named;
}

std::vector<std::pair<std::string, std::string>> AliasesOf(const torch::jit::Module& module)
{
  std::vector<std::pair<std::string, std::string>> aliases;
  std::map<const void*, std::string> firstNames;
  for (const auto& item : module.named_parameters())
  {
    const auto place = firstNames.emplace(item.value.unsafeGetTensorImpl(), item.name);
    if (!place.second)
    {
      aliases.emplace_back(item.name, place.first->second);
    }
  }
  return aliases;
}

} // namespace losslandscape
