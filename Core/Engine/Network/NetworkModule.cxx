// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Engine/Network/NetworkModule.h"

#include "Core/Common/Error.h"
#include "Core/Engine/Network/WeightMatching.h"

#include <algorithm>
#include <map>
#include <regex>

namespace losslandscape
{
namespace
{

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

/// Whether the name ends in -00001-of-00003, as those of the parts of a checkpoint do.
bool IsShard(const std::string& path)
{
  static const std::regex end("-[0-9]+-of-[0-9]+\\.[A-Za-z]+$");
  return std::regex_search(path, end);
}

/// What to do about weights that do not fit. If such a match has notes, they are the prefixes of
/// which several would do.
std::string Advice(const WeightMatch& match, const std::string& source)
{
  if (IsShard(source))
  {
    return "the file is one of several parts of a checkpoint: use its index, the file that ends in "
           ".index.json beside it";
  }
  if (match.Notes.empty() && match.Unexpected.empty() && match.Misshaped.empty())
  {
    return "choose the architecture, data set and widths that the weights were trained with; "
           "a file of a part of the weights, such as an adapter, goes after that of the whole ones "
           "in the list of WeightsFile";
  }
  if (match.Notes.empty())
  {
    return "choose the architecture, data set and widths that the weights were trained with";
  }
  std::string text = "several sets of weights fit; save one of them alone (";
  for (std::size_t i = 0; i < match.Notes.size(); ++i)
  {
    text += (i ? "; " : "") + match.Notes[i];
  }
  return text + ")";
}

[[noreturn]] void Refuse(const WeightMatch& match, const std::string& source)
{
  std::string found = Listing("missing", match.Missing) + Listing("unexpected", match.Unexpected) +
    Listing("wrong shape", match.Misshaped);
  found.pop_back();
  throw Error("weights do not fit the network")
    .Where(source)
    .Expected("one tensor of the right shape for each parameter")
    .Found(found.substr(1))
    .Advice(Advice(match, source));
}

/// Notes each name under which a file has other values for the same parameter of the network.
void NoteDifferences(const NamedTensors& values, const std::vector<std::size_t>& sources,
  std::vector<std::string>& notes)
{
  const auto& [taken, value] = values[sources.back()];
  for (const std::size_t other : sources)
  {
    const auto& [name, tensor] = values[other];
    if (!tensor.equal(value.to(tensor.device(), tensor.scalar_type())))
    {
      notes.push_back(name + ": the same parameter of the network as " + taken +
        ", whose other values were taken, as load_state_dict does");
    }
  }
}

/// Splits the name of a buffer, such as "layer1.0.bn1.running_mean", into that of its module and
/// its own.
std::pair<std::string, std::string> ModuleAndBuffer(const std::string& name)
{
  const auto dot = name.rfind('.');
  return dot == std::string::npos ? std::pair(std::string(), name)
                                  : std::pair(name.substr(0, dot), name.substr(dot + 1));
}

} // namespace

std::vector<NormLayer> NormLayersAmong(const NamedTensors& buffers)
{
  std::map<std::string, std::map<std::string, torch::Tensor>> modules;
  for (const auto& [name, tensor] : buffers)
  {
    const auto [module, buffer] = ModuleAndBuffer(name);
    modules[module][buffer] = tensor;
  }
  std::vector<NormLayer> layers;
  for (auto& [name, tensors] : modules)
  {
    if (tensors.count("running_mean") && tensors.count("running_var"))
    {
      layers.push_back({ name, tensors["running_mean"], tensors["running_var"],
        tensors["num_batches_tracked"], std::nullopt });
    }
  }
  return layers;
}

NamedTensors NetworkModule::Parameters() const
{
  NamedTensors moving = this->AllParameters();
  moving.erase(std::remove_if(moving.begin(), moving.end(),
                 [this](const auto& each) { return this->Fixed.count(each.first) > 0; }),
    moving.end());
  return moving;
}

NamedTensors NetworkModule::Buffers() const
{
  NamedTensors buffers = this->OwnBuffers();
  if (!this->Fixed.empty())
  {
    for (const auto& [name, tensor] : this->AllParameters())
    {
      if (this->Fixed.count(name) > 0)
      {
        buffers.emplace_back(name, tensor);
      }
    }
  }
  return buffers;
}

void NetworkModule::Fix(std::set<std::string> names)
{
  this->Fixed = std::move(names);
  for (auto& [name, tensor] : this->AllParameters())
  {
    if (this->Fixed.count(name) > 0)
    {
      tensor.set_requires_grad(false);
    }
  }
}

const CallEffects& NetworkModule::Effects() const
{
  static const CallEffects none;
  return none;
}

torch::ScalarType NetworkModule::ParameterType() const
{
  // Fixed ones too: the type of a network does not depend on what moves.
  for (const auto& [name, tensor] : this->AllParameters())
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
  const NamedTensors buffers = this->Buffers();
  state.insert(state.end(), buffers.begin(), buffers.end());
  return state;
}

std::vector<std::string> NetworkModule::Assign(
  const NamedTensors& values, const std::string& source, const MayLack& mayLack)
{
  WeightMatch match = MatchWeights(*this, ShapesOf(values), mayLack);
  if (!match.Fits())
  {
    Refuse(match, source);
  }
  const torch::NoGradGuard noGradient;
  const NamedTensors state = this->State();
  for (std::size_t i = 0; i < state.size(); ++i)
  {
    const auto& sources = match.Sources[i];
    if (!sources.empty())
    {
      // The target is a handle: writing to it moves the network.
      torch::Tensor target = state[i].second;
      target.copy_(values[sources.back()].second);
      NoteDifferences(values, sources, match.Notes);
    }
  }
  return std::move(match.Notes);
}

} // namespace losslandscape
