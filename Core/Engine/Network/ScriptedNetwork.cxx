// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Engine/Network/ScriptedNetwork.h"

#include "Core/Engine/Torch/TorchErrors.h"
#include "Core/Files/Archives/FileBytes.h"
#include "Core/Files/Archives/FileKind.h"
#include "Core/Files/Checkpoints/Checkpoint.h"

#include <torch/csrc/jit/runtime/graph_executor.h>
#include <torch/script.h>

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <sstream>

namespace losslandscape
{
namespace
{

/// Groups of a transposed convolution. Tracing drops the attribute; a bias still tells the number
/// of outputs, weight.size(1) that of one group.
std::int64_t GroupsOf(const torch::jit::Module& submodule)
{
  if (submodule.hasattr("groups"))
  {
    return submodule.attr("groups").toInt();
  }
  const bool hasBias = submodule.hasattr("bias") && submodule.attr("bias").isTensor() &&
    submodule.attr("bias").toTensor().defined();
  if (!hasBias || !submodule.hasattr("weight"))
  {
    return 1;
  }
  const auto perGroup = submodule.attr("weight").toTensor().size(1);
  return std::max<std::int64_t>(1, submodule.attr("bias").toTensor().numel() / perGroup);
}

/// Layout of the weights of a submodule, by its class: the names survive scripting and tracing.
FilterLayout LayoutOf(const torch::jit::Module& submodule)
{
  const std::string kind = submodule.type()->name() ? submodule.type()->name()->name() : "";
  FilterLayout layout;
  if (kind.rfind("ConvTranspose", 0) == 0)
  {
    layout.OutputDimension = 1;
    layout.Groups = GroupsOf(submodule);
  }
  else if (kind.rfind("Embedding", 0) == 0)
  {
    layout.OutputDimension = 1;
  }
  return layout;
}

torch::jit::Module SubmoduleOf(const torch::jit::Module& module, const std::string& path)
{
  torch::jit::Module found = module;
  std::istringstream names(path);
  for (std::string name; std::getline(names, name, '.');)
  {
    found = found.attr(name).toModule();
  }
  return found;
}

/// Scripting keeps the attribute, tracing does not; None means the mean of all batches.
std::optional<double> MomentumOf(const torch::jit::Module& norm)
{
  if (!norm.hasattr("momentum"))
  {
    return std::nullopt;
  }
  const torch::IValue momentum = norm.attr("momentum");
  return momentum.isNone() ? 1.0 : momentum.toDouble();
}

torch::Tensor OnlyTensor(const torch::IValue& result, const std::string& path)
{
  if (result.isTensor())
  {
    return result.toTensor();
  }
  if (result.isDouble() || result.isInt())
  {
    return torch::tensor(result.toScalar().toDouble(), torch::kFloat64);
  }
  throw Error("the module does not return a tensor")
    .Where(path)
    .Expected("one tensor")
    .Found(result.tagKind())
    .Advice("wrap the network in a module whose forward returns its outputs alone");
}

class ScriptedNetwork : public NetworkModule
{
public:
  ScriptedNetwork(torch::jit::Module module, std::string path)
    : Module(std::move(module)), Path(std::move(path))
  {
  }

  // A module may write to what it is given: it gets copies.
  torch::Tensor Forward(const torch::Tensor& inputs) override
  {
    return this->Call({ inputs.clone() });
  }

  torch::Tensor Objective(const torch::Tensor& inputs, const torch::Tensor& targets) override
  {
    const auto arguments = this->Module.get_method("forward").function().getSchema().arguments();
    return arguments.size() > 2 ? this->Call({ inputs.clone(), targets.clone() })
                                : this->Call({ inputs.clone() });
  }

  /// A tensor that several layers share is one parameter, under its first name; integer tensors do
  /// not move.
  NamedTensors Parameters() const override
  {
    NamedTensors named;
    std::set<const void*> seen;
    for (const auto& item : this->Module.named_parameters())
    {
      if (item.value.is_floating_point() && seen.insert(item.value.unsafeGetTensorImpl()).second)
      {
        named.emplace_back(item.name, item.value);
      }
    }
    return named;
  }

  NamedTensors Buffers() const override
  {
    NamedTensors named;
    for (const auto& item : this->Module.named_buffers())
    {
      named.emplace_back(item.name, item.value);
    }
    for (const auto& item : this->Module.named_parameters())
    {
      if (!item.value.is_floating_point())
      {
        named.emplace_back(item.name, item.value);
      }
    }
    return named;
  }

  std::vector<std::pair<std::string, std::string>> Aliases() const override
  {
    std::vector<std::pair<std::string, std::string>> aliases;
    std::map<const void*, std::string> firstNames;
    for (const auto& item : this->Module.named_parameters())
    {
      const auto place = firstNames.emplace(item.value.unsafeGetTensorImpl(), item.name);
      if (!place.second)
      {
        aliases.emplace_back(item.name, place.first->second);
      }
    }
    return aliases;
  }

  std::vector<FilterLayout> FilterLayouts() const override
  {
    std::map<std::string, FilterLayout> byName;
    for (const auto& submodule : this->Module.named_modules())
    {
      const std::string prefix = submodule.name.empty() ? "" : submodule.name + ".";
      byName[prefix + "weight"] = LayoutOf(submodule.value);
    }
    std::vector<FilterLayout> layouts;
    for (const auto& [name, tensor] : this->Parameters())
    {
      const auto found = byName.find(name);
      layouts.push_back(found == byName.end() ? FilterLayout() : found->second);
    }
    return layouts;
  }

  std::unique_ptr<NetworkModule> Clone() const override
  {
    return std::make_unique<ScriptedNetwork>(this->Module.deepcopy(), this->Path);
  }

  void SetTraining(bool training) override { this->Module.train(training); }

  std::vector<NormLayer> NormLayers() const override
  {
    std::vector<NormLayer> layers = NormLayersAmong(this->Buffers());
    for (auto& layer : layers)
    {
      layer.Momentum = MomentumOf(SubmoduleOf(this->Module, layer.Name));
    }
    return layers;
  }

  void SetNormTraining(bool training) override
  {
    for (const auto& layer : NormLayersAmong(this->Buffers()))
    {
      SubmoduleOf(this->Module, layer.Name).train(training);
    }
  }

  void MoveTo(torch::Device device) override { this->Module.to(device); }

private:
  torch::Tensor Call(std::vector<torch::IValue> arguments)
  {
    // The optimising executor rewrites a graph after its first calls, which moves the last bits of
    // its results: a point would depend on which worker evaluated it, and when.
    const torch::jit::GraphOptimizerEnabledGuard plainExecution(false);
    return TranslateTorchErrors("the network cannot be run on the data", this->Path,
      [&] { return OnlyTensor(this->Module.forward(std::move(arguments)), this->Path); });
  }

  torch::jit::Module Module;
  std::string Path;
};

} // namespace

std::unique_ptr<NetworkModule> LoadScriptedNetwork(const std::string& path)
{
  RegularFileSize(path);
  // LibTorch's own message for such a file is a page of its zip reader's insides.
  if (!IsTorchScriptFile(path))
  {
    throw Error("cannot read TorchScript file")
      .Where(path)
      .Expected("a file written by torch.jit.save")
      .Found(KindOfFile(path).Name)
      .Advice(
        "export the network with torch.jit.script or torch.jit.trace; a checkpoint of weights "
        "goes into WeightsFile, with the network's name as Architecture");
  }
  auto module = TranslateTorchErrors(
    "cannot read TorchScript file", path, [&] { return torch::jit::load(path, torch::kCPU); });
  if (!module.find_method("forward"))
  {
    throw Error("the TorchScript module cannot be called")
      .Where(path)
      .Expected("a method named forward")
      .Found("none");
  }
  return std::make_unique<ScriptedNetwork>(std::move(module), path);
}

} // namespace losslandscape
