// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Engine/Network/ExportedNetwork.h"

#include "Core/Engine/Network/Graph/ExportCodes.h"
#include "Core/Engine/Network/Graph/GraphFacts.h"
#include "Core/Engine/Network/Graph/GraphProgram.h"
#include "Core/Engine/Network/NetworkOutput.h"
#include "Core/Engine/Torch/DenseTensor.h"
#include "Core/Engine/Torch/RandomStream.h"
#include "Core/Engine/Torch/TorchErrors.h"
#include "Core/Files/Networks/ExportedProgram.h"

#include <algorithm>
#include <limits>
#include <map>
#include <optional>
#include <set>

namespace losslandscape
{
namespace
{

/// What the copies of a network have in common.
struct SharedProgram
{
  SharedProgram(const std::string& path, ExportedProgram program)
    : Path(path), Written(std::move(program)), Program(Written.Graph)
  {
  }

  std::string Path;
  ExportedProgram Written;
  GraphProgram Program;
  std::map<std::string, std::int64_t> NormRuns = NormRunsIn(Written.Graph);
  CallEffects Noted;
};

using TensorsByName = std::map<std::string, torch::Tensor>;

/// In PyTorch's words, such as "(batch, 3, 32, 32)".
std::string ShapeOf(const InputShape& shape)
{
  std::string text;
  for (const auto& size : shape.Sizes)
  {
    text += (text.empty() ? "(" : ", ") + (size ? std::to_string(*size) : std::string("any"));
  }
  return text + ")";
}

bool Fits(const torch::Tensor& tensor, const InputShape& shape)
{
  bool fits = tensor.dim() == static_cast<std::int64_t>(shape.Sizes.size());
  for (std::size_t axis = 0; fits && axis < shape.Sizes.size(); ++axis)
  {
    const auto& size = shape.Sizes[axis];
    fits = !size || *size == tensor.size(static_cast<std::int64_t>(axis));
  }
  return fits;
}

class ExportedNetwork : public NetworkModule
{
public:
  ExportedNetwork(std::shared_ptr<SharedProgram> shared, TensorsByName tensors)
    : Shared(std::move(shared)), Tensors(std::move(tensors))
  {
  }

  torch::Tensor Forward(const torch::Tensor& inputs) override { return this->Call({ inputs }); }

  torch::Tensor Objective(const torch::Tensor& inputs, const torch::Tensor& targets) override
  {
    return this->UserInputs().size() > 1 ? this->Call({ inputs, targets }) : this->Call({ inputs });
  }

  std::optional<std::int64_t> FixedBatchSize() const override
  {
    const auto users = this->UserInputs();
    const auto& sizes = this->Shared->Written.UserShapes.at(users.front()).Sizes;
    return sizes.empty() ? std::nullopt : sizes.front();
  }

  bool BeginPass() override
  {
    this->Stream.Restart();
    return false;
  }

  void NoteEffects(const std::function<void()>& work) override
  {
    work();
    // Other threads may run copies meanwhile, but then the effects are known.
    if (this->Shared->Noted.RandomOperators != this->Stream.Operators())
    {
      this->Shared->Noted.RandomOperators = this->Stream.Operators();
    }
  }

  const CallEffects& Effects() const override { return this->Shared->Noted; }

  void TakeEffects(const NetworkModule& other) override { this->Shared->Noted = other.Effects(); }

  /// Integer tensors cannot move and count as buffers.
  NamedTensors Parameters() const override
  {
    return this->Among([](const GraphInput& input, const torch::Tensor& tensor)
      { return input.Type == GraphInput::Kind::Parameter && tensor.is_floating_point(); });
  }

  NamedTensors Buffers() const override
  {
    return this->Among(
      [](const GraphInput& input, const torch::Tensor& tensor)
      {
        return input.Type == GraphInput::Kind::Buffer ||
          (input.Type == GraphInput::Kind::Parameter && !tensor.is_floating_point());
      });
  }

  std::vector<std::pair<std::string, std::string>> Aliases() const override
  {
    return this->Shared->Written.Aliases;
  }

  std::vector<FilterLayout> FilterLayouts() const override
  {
    const auto byName = LayoutsIn(this->Shared->Written);
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
    TensorsByName copies;
    for (const auto& [name, tensor] : this->Tensors)
    {
      copies[name] = tensor.detach().clone().set_requires_grad(tensor.requires_grad());
    }
    auto copy = std::make_unique<ExportedNetwork>(this->Shared, std::move(copies));
    copy->Mode = this->Mode;
    copy->IsEvaluated = this->IsEvaluated;
    return copy;
  }

  void SetTraining(bool training) override
  {
    this->Mode.Training = training;
    this->Mode.NormTraining = training;
    this->IsEvaluated = !training;
  }

  std::vector<NormLayer> NormLayers() const override
  {
    const auto momenta = MomentaIn(this->Shared->Written.Graph);
    std::vector<NormLayer> layers = NormLayersAmong(this->Buffers());
    for (auto& layer : layers)
    {
      const std::string name = (layer.Name.empty() ? "" : layer.Name + ".") + "running_mean";
      const auto found = momenta.find(name);
      layer.Momentum = found == momenta.end() ? std::nullopt : std::optional(found->second);
    }
    return layers;
  }

  void SetNormTraining(bool training) override { this->Mode.NormTraining = training; }

  void MoveTo(torch::Device device) override
  {
    this->Mode.Device = device;
    for (auto& [name, tensor] : this->Tensors)
    {
      tensor.set_data(tensor.detach().to(device));
    }
  }

private:
  template <typename Condition>
  NamedTensors Among(const Condition& condition) const
  {
    NamedTensors named;
    std::set<std::string> seen;
    for (const GraphInput& input : this->Shared->Written.Graph.Inputs)
    {
      const std::string& name = this->Shared->Written.NameOf(input.Target);
      const auto found = this->Tensors.find(name);
      if (found != this->Tensors.end() && condition(input, found->second) &&
        seen.insert(name).second)
      {
        named.emplace_back(name, found->second);
      }
    }
    return named;
  }

  /// Values that forward is given, by their names in the graph.
  std::vector<std::string> UserInputs() const
  {
    std::vector<std::string> names;
    for (const GraphInput& input : this->Shared->Written.Graph.Inputs)
    {
      if (input.Type == GraphInput::Kind::User && !input.Value.empty())
      {
        names.push_back(input.Value);
      }
    }
    return names;
  }

  /// What the graph is given for a tensor of the data: integers where it was exported with them.
  torch::Tensor Given(const torch::Tensor& tensor, const std::string& name) const
  {
    const InputShape& shape = this->Shared->Written.UserShapes.at(name);
    if (!Fits(tensor, shape))
    {
      throw Error("the network was exported for inputs of another shape")
        .Where(this->Shared->Path)
        .Expected(ShapeOf(shape))
        .Found(ShapeText(tensor.sizes().vec()))
        .Advice("export it with inputs of the data's shape, and with dynamic_shapes={0: "
                "torch.export.Dim(\"batch\")} for batches of any size");
    }
    const torch::ScalarType type = ScalarTypeOf(shape.ElementCode);
    return c10::isFloatingType(type) ? tensor : tensor.to(type);
  }

  /// The tensor that an input of the graph stands for.
  torch::Tensor TensorOf(const GraphInput& input)
  {
    const torch::Tensor& tensor = this->Tensors.at(this->Shared->Written.NameOf(input.Target));
    const bool converts = input.Type == GraphInput::Kind::Constant &&
      (tensor.scalar_type() == torch::kFloat32 || tensor.scalar_type() == torch::kFloat64);
    return converts ? tensor.to(this->Mode.Type) : tensor;
  }

  torch::Tensor Call(const std::vector<torch::Tensor>& given)
  {
    this->RequireInputs(given.size());
    this->Mode.Type = this->ParameterType();
    std::vector<c10::IValue> inputs;
    std::size_t user = 0;
    for (const GraphInput& input : this->Shared->Written.Graph.Inputs)
    {
      if (input.Type != GraphInput::Kind::User)
      {
        inputs.emplace_back(this->TensorOf(input));
      }
      else if (input.Value.empty())
      {
        inputs.emplace_back();
      }
      else
      {
        inputs.emplace_back(this->Given(given[user++], input.Value));
      }
    }
    return this->Run(std::move(inputs));
  }

  void RequireInputs(std::size_t given) const
  {
    const std::size_t wanted = this->UserInputs().size();
    if (wanted != given)
    {
      throw Error("the network takes another number of tensors than the data has")
        .Where(this->Shared->Path)
        .Expected(std::to_string(given))
        .Found(std::to_string(wanted))
        .Advice("export a module whose forward takes the inputs, or with Loss = Network Output the "
                "inputs and the targets");
    }
  }

  torch::Tensor Run(std::vector<c10::IValue> inputs)
  {
    // Only evaluation draws from the stream: training draws from LibTorch's own generator.
    std::optional<RandomStream::Use> stream;
    if (this->IsEvaluated)
    {
      stream.emplace(this->Stream);
    }
    return TranslateTorchErrors("the network cannot be run on the data", this->Shared->Path,
      [&]
      {
        const auto outputs = this->Shared->Program.Run(std::move(inputs), this->Mode);
        if (this->Mode.NormTraining)
        {
          this->CountBatches();
        }
        return OnlyTensor(outputs.front(), this->Shared->Path);
      });
  }

  /// Counts the batches that norm layers have seen, as the modules do that the graph came from.
  void CountBatches()
  {
    const torch::NoGradGuard noGradient;
    for (const auto& [mean, runs] : this->Shared->NormRuns)
    {
      const std::string module = mean.substr(0, mean.size() - std::string("running_mean").size());
      const auto count = this->Tensors.find(module + "num_batches_tracked");
      if (count != this->Tensors.end())
      {
        count->second.add_(runs);
      }
    }
  }

  std::shared_ptr<SharedProgram> Shared;
  /// Parameters, buffers and constants, each under the first of its names.
  TensorsByName Tensors;
  GraphMode Mode;
  RandomStream Stream;
  bool IsEvaluated = true;
};

/// A tensor without numbers is one of NaN, which show in every result.
torch::Tensor ToTensorOrNaN(const DenseArray& array, bool& isComplete)
{
  if (array.ElementCount() == 0 || !array.Bytes.empty())
  {
    return ToTensor(array);
  }
  isComplete = false;
  const torch::Tensor like =
    ToTensor({ array.Type, { 1 }, std::vector<std::byte>(ElementSize(array.Type), std::byte(0)) });
  const torch::Tensor tensor = torch::zeros(array.Shape, like.options());
  return tensor.is_floating_point() ? tensor.fill_(std::numeric_limits<double>::quiet_NaN())
                                    : tensor;
}

void RequireOneOutput(const NetworkGraph& graph, const std::string& path)
{
  if (graph.Outputs.size() != 1)
  {
    throw Error("the network returns several tensors")
      .Where(path)
      .Expected("one")
      .Found(std::to_string(graph.Outputs.size()))
      .Advice("export a module whose forward returns its outputs alone");
  }
}

} // namespace

LoadedExport LoadExportedNetwork(const std::string& path)
{
  ExportedProgram program = ReadExportedProgram(path);
  RequireOneOutput(program.Graph, path);
  LoadedExport loaded;
  TensorsByName tensors;
  for (const auto& [name, array] : program.Tensors)
  {
    tensors[name] = ToTensorOrNaN(array, loaded.HasWeights);
  }
  for (const GraphInput& input : program.Graph.Inputs)
  {
    const auto found = tensors.find(program.NameOf(input.Target));
    if (input.Type == GraphInput::Kind::Parameter && found != tensors.end())
    {
      found->second.set_requires_grad(found->second.is_floating_point());
    }
  }
  program.Tensors.clear();
  try
  {
    loaded.Module = std::make_unique<ExportedNetwork>(
      std::make_shared<SharedProgram>(path, std::move(program)), std::move(tensors));
  }
  catch (Error& error)
  {
    throw error.Where(path);
  }
  return loaded;
}

NamedTensors ReadExportedWeights(const std::string& path)
{
  const ExportedProgram program = ReadExportedProgram(path);
  std::set<std::string> constants;
  for (const GraphInput& input : program.Graph.Inputs)
  {
    if (input.Type == GraphInput::Kind::Constant)
    {
      constants.insert(input.Target);
    }
  }
  NamedTensors tensors;
  TensorsByName byName;
  for (const auto& [name, array] : program.Tensors)
  {
    if (constants.count(name) == 0)
    {
      if (array.Bytes.empty() && array.ElementCount() > 0)
      {
        throw Error("the network was exported without weights")
          .Where(path)
          .Expected("numbers for '" + name + "'");
      }
      tensors.emplace_back(name, ToTensor(array));
      byName[name] = tensors.back().second;
    }
  }
  for (const auto& [alias, name] : program.Aliases)
  {
    const auto found = byName.find(name);
    if (found != byName.end())
    {
      tensors.emplace_back(alias, found->second);
    }
  }
  return tensors;
}

} // namespace losslandscape
