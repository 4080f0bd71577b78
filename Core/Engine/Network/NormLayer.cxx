// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Engine/Network/NormLayer.h"

#include <map>

namespace losslandscape
{
namespace
{

/// Splits the name of a buffer, such as "layer1.0.bn1.running_mean", into that of its module and
/// its own.
std::pair<std::string, std::string> ModuleAndBuffer(const std::string& name)
{
  const auto dot = name.rfind('.');
  return dot == std::string::npos ? std::pair(std::string(), name)
                                  : std::pair(name.substr(0, dot), name.substr(dot + 1));
}

} // namespace

std::vector<NormLayer> NormLayersAmong(
  const std::vector<std::pair<std::string, torch::Tensor>>& buffers)
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

} // namespace losslandscape
