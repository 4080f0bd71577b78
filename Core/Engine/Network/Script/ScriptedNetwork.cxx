// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Engine/Network/Script/ScriptedNetwork.h"

#include "Core/Engine/Network/NetworkOutput.h"
#include "Core/Engine/Network/Script/ForwardArguments.h"
#include "Core/Engine/Network/Script/ModuleState.h"
#include "Core/Engine/Network/Script/ModuleTensors.h"
#include "Core/Engine/Network/Script/ScriptGraph.h"
#include "Core/Engine/Network/Script/TrainingSwitches.h"
#include "Core/Engine/Torch/RandomStream.h"
#include "Core/Engine/Torch/TorchErrors.h"
#include "Core/Files/Archives/FileBytes.h"
#include "Core/Files/Archives/FileKind.h"
#include "Core/Files/Checkpoints/Checkpoint.h"

#include <torch/csrc/jit/runtime/graph_executor.h>
#include <torch/script.h>

#include <algorithm>
#include <map>
#include <optional>
#include <sstream>

namespace losslandscape
{
namespace
{

/// Groups of a transposed convolution. Tracing drops the attribute, but a bias still tells the
/// number of all outputs, and weight.size(1) that of one group's.
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

/// Layout of a submodule's weight, by the name of the submodule's class, which survives scripting
/// and tracing.
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

/// Momentum of a norm layer: scripting keeps the attribute, tracing does not. None in Python means
/// the mean of all batches.
std::optional<double> MomentumOf(const torch::jit::Module& norm)
{
  if (!norm.hasattr("momentum"))
  {
    return std::nullopt;
  }
  const torch::IValue momentum = norm.attr("momentum");
  return momentum.isNone() ? 1.0 : momentum.toDouble();
}

/// What is known of a network's calls; all copies of the network share it.
struct SharedEffects
{
  CallEffects Noted;
  /// Whether the code assigns to attributes, or a call was seen to write. Copies put their state
  /// back before each pass then, whatever was noted.
  bool MayCarryState = false;
};

class ScriptedNetwork : public NetworkModule
{
public:
  ScriptedNetwork(torch::jit::Module module, std::string path, std::string output,
    std::shared_ptr<SharedEffects> effects)
    : Module(std::move(module)), Path(std::move(path)), Output(std::move(output)),
      Shared(std::move(effects))
  {
  }

  std::vector<std::string> ForwardArguments() const override
  {
    return RequiredTensors(this->Module);
  }

  std::optional<bool> TakesIntegers(std::size_t) const override { return std::nullopt; }

  torch::Tensor Forward(torch::TensorList inputs) override
  {
    return ChosenTensor(this->Call(CopiesOf(inputs)), this->Output, this->Path);
  }

  NamedTensors Objective(torch::TensorList inputs, const torch::Tensor& targets) override
  {
    std::vector<torch::IValue> arguments = CopiesOf(inputs);
    if (targets.defined() && TakesTargets(this->Module, inputs.size(), this->Path))
    {
      arguments.emplace_back(targets.clone());
    }
    return ChosenTensorAndOthers(this->Call(std::move(arguments)), this->Output, this->Path);
  }

  bool BeginPass() override
  {
    this->Stream.Restart();
    if (this->State)
    {
      this->State->PutBack();
    }
    return this->State.has_value();
  }

  void NoteEffects(const std::function<void()>& work) override
  {
    const std::string before = StateTrace(this->Module);
    work();
    const CallEffects found = { StateTrace(this->Module) != before, this->Stream.Operators() };
    const CallEffects& known = this->Shared->Noted;
    // Other threads may run copies meanwhile, but then the effects are known and nothing is
    // written.
    if (found.CarriesState != known.CarriesState || found.RandomOperators != known.RandomOperators)
    {
      this->Shared->MayCarryState = this->Shared->MayCarryState || found.CarriesState;
      this->Shared->Noted = found;
    }
  }

  const CallEffects& Effects() const override { return this->Shared->Noted; }

  void TakeEffects(const NetworkModule& other) override
  {
    this->Shared = dynamic_cast<const ScriptedNetwork&>(other).Shared;
  }

  NamedTensors AllParameters() const override { return ParametersOf(this->Module); }
  NamedTensors OwnBuffers() const override { return BuffersOf(this->Module); }
  std::vector<std::pair<std::string, std::string>> Aliases() const override
  {
    return AliasesOf(this->Module);
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
    auto copy = std::make_unique<ScriptedNetwork>(
      this->Module.deepcopy(), this->Path, this->Output, this->Shared);
    copy->FixAs(*this);
    copy->IsEvaluated = this->IsEvaluated;
    if (this->Shared->MayCarryState)
    {
      copy->State.emplace(copy->Module);
    }
    return copy;
  }

  void SetTraining(bool training) override
  {
    this->Module.train(training);
    this->IsEvaluated = !training;
  }

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
  /// A module may write to its arguments, so it gets copies.
  static std::vector<torch::IValue> CopiesOf(torch::TensorList inputs)
  {
    std::vector<torch::IValue> copies;
    for (const torch::Tensor& input : inputs)
    {
      copies.emplace_back(input.clone());
    }
    return copies;
  }

  torch::IValue Call(std::vector<torch::IValue> arguments)
  {
    // The optimising executor rewrites a graph after its first calls, which moves the last bits of
    // its results: a point would depend on which worker evaluated it, and when.
    const torch::jit::GraphOptimizerEnabledGuard plainExecution(false);
    // Only evaluation draws from the stream: training draws from LibTorch's own generator.
    std::optional<RandomStream::Use> stream;
    if (this->IsEvaluated)
    {
      stream.emplace(this->Stream);
    }
    return TranslateTorchErrors("the network cannot be run on the data", this->Path,
      [&] { return this->Module.forward(std::move(arguments)); });
  }

  torch::jit::Module Module;
  std::string Path;
  /// See ChosenTensor.
  std::string Output;
  std::shared_ptr<SharedEffects> Shared;
  /// What a copy that may carry state began with; empty for other networks.
  std::optional<ModuleState> State;
  RandomStream Stream;
  bool IsEvaluated = false;
};

/// Throws Error for a network whose weights are quantised: TorchScript holds them packed, and they
/// cannot be moved.
void RequireMovableWeights(const torch::jit::Module& module, const std::string& path)
{
  for (const auto& submodule : module.named_modules())
  {
    const std::string name =
      submodule.value.type()->name() ? submodule.value.type()->name()->qualifiedName() : "";
    if (name.find(".quantized.") != std::string::npos)
    {
      throw Error("the network is quantised")
        .Where(path)
        .Expected("weights that are floating-point numbers, which can be moved")
        .Found("packed integers in the layer '" + submodule.name + "' (" + name + ")")
        .Advice("export the network before it is converted by torch.ao.quantization");
    }
  }
}

torch::jit::Module LoadModule(const std::string& path)
{
  RegularFileSize(path);
  // For a file of another kind LibTorch's own message is a page of its zip reader's insides.
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
  if (module.parameters().size() == 0)
  {
    RequireMovableWeights(module, path);
  }
  return module;
}

} // namespace

std::unique_ptr<NetworkModule> MakeScriptedNetwork(
  torch::jit::Module module, const std::string& path, const std::string& output)
{
  ConnectTrainingSwitches(module);
  auto effects = std::make_shared<SharedEffects>();
  effects->MayCarryState = AssignsAttributes(module);
  return std::make_unique<ScriptedNetwork>(std::move(module), path, output, std::move(effects));
}

std::unique_ptr<NetworkModule> LoadScriptedNetwork(
  const std::string& path, std::optional<std::int64_t> dimensions, const std::string& output)
{
  auto module = LoadModule(path);
  ScriptGraph graph = ImportScript(module, path, dimensions);
  auto scripted = MakeScriptedNetwork(std::move(module), path, output);
  // A graph returns one tensor: a module that has no such output says so itself.
  const bool isOnly = output.empty() || output == "0";
  return graph.Code && isOnly
    ? MakeGraphNetwork(std::move(graph.Code), std::move(graph.Tensors), std::move(scripted))
    : std::move(scripted);
}

} // namespace losslandscape
