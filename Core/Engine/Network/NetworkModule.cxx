// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Engine/Network/NetworkModule.h"

#include "Core/Common/DenseArray.h"
#include "Core/Common/Error.h"

#include <map>

namespace losslandscape
{
namespace
{

bool IsCounter(const std::string& name)
{
  static const std::string suffix = "num_batches_tracked";
  return name.size() >= suffix.size() &&
    name.compare(name.size() - suffix.size(), suffix.size(), suffix) == 0;
}

std::string Listing(const std::string& title, const std::vector<std::string>& names)
{
  if (names.empty())
  {
    return "";
  }
  constexpr std::size_t shown = 8;
  std::string text = " " + title + " (" + std::to_string(names.size()) + "):";
  for (std::size_t i = 0; i < names.size() && i < shown; ++i)
  {
    text += (i ? ", " : " ") + names[i];
  }
  return text + (names.size() > shown ? ", ...;" : ";");
}

} // namespace

torch::ScalarType NetworkModule::ParameterType() const
{
  for (const auto& [name, tensor] : this->Parameters())
  {
    if (tensor.is_floating_point())
    {
      return tensor.scalar_type();
    }
  }
  return torch::kFloat32;
}

void NetworkModule::ConvertTo(torch::ScalarType type)
{
  for (auto& [name, tensor] : this->State())
  {
    if (tensor.is_floating_point())
    {
      tensor.set_data(tensor.detach().to(type));
    }
  }
}

NamedTensors NetworkModule::State() const
{
  NamedTensors state = this->Parameters();
  for (auto& buffer : this->Buffers())
  {
    state.push_back(std::move(buffer));
  }
  return state;
}

void NetworkModule::Assign(const NamedTensors& values, const std::string& source)
{
  std::map<std::string, torch::Tensor> given(values.begin(), values.end());
  std::vector<std::string> missing, misshaped, unexpected;
  std::vector<std::pair<torch::Tensor, torch::Tensor>> copies;
  for (const auto& [name, target] : this->State())
  {
    const auto found = given.find(name);
    if (found == given.end())
    {
      if (!IsCounter(name))
      {
        missing.push_back(name);
      }
      continue;
    }
    if (found->second.sizes() != target.sizes())
    {
      misshaped.push_back(name + " " + ShapeText(found->second.sizes().vec()) + " instead of " +
        ShapeText(target.sizes().vec()));
    }
    copies.emplace_back(target, found->second);
    given.erase(found);
  }
  const std::set<std::string> aliases = this->Aliases();
  for (const auto& [name, tensor] : given)
  {
    if (!IsCounter(name) && aliases.count(name) == 0)
    {
      unexpected.push_back(name);
    }
  }
  if (!missing.empty() || !misshaped.empty() || !unexpected.empty())
  {
    std::string found = Listing("missing", missing) + Listing("unexpected", unexpected) +
      Listing("wrong shape", misshaped);
    found.pop_back();
    throw Error("weights do not fit the network")
      .Where(source)
      .Expected("one tensor of the right shape for each parameter")
      .Found(found.substr(1))
      .Advice("choose the architecture, data set and widths that the weights were trained with");
  }
  const torch::NoGradGuard noGradient;
  for (auto& [target, value] : copies)
  {
    target.copy_(value);
  }
}

} // namespace losslandscape
