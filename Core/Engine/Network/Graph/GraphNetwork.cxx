// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Engine/Network/Graph/GraphNetwork.h"

#include "Core/Common/Error.h"
#include "Core/Engine/Network/Graph/ExportCodes.h"
#include "Core/Engine/Network/Graph/GraphFacts.h"
#include "Core/Engine/Network/NetworkOutput.h"
#include "Core/Engine/Torch/RandomStream.h"
#include "Core/Engine/Torch/TorchErrors.h"

#include <set>

namespace losslandscape
{
namespace
{

using TensorsByName = std::map<std::string, torch::Tensor>;

std::vector<std::string> UserInputsOf(const NetworkGraph& graph)
{
  std::vector<std::string> names;
  for (const GraphInput& input : graph.Inputs)
  {
    if (input.Type == GraphInput::Kind::User && !input.Value.empty())
    {
      names.push_back(input.Value);
    }
  }
  return names;
}

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

/// The shape that an input was written for; null if it may have any.
const InputShape* ShapeFor(const GraphCode& code, const std::string& input)
{
  const auto& shapes = code.Written.UserShapes;
  const auto found = shapes.find(input);
  return found == shapes.end() ? nullptr : &found->second;
}

/// One number per sample is (N) or (N, 1), as the network was exported.
torch::Tensor InRankOf(const InputShape& shape, const torch::Tensor& data)
{
  const auto dimensions = static_cast<std::int64_t>(shape.Sizes.size());
  if (dimensions == 1 && data.dim() == 2 && data.size(1) == 1)
  {
    return data.squeeze(1);
  }
  return dimensions == 2 && data.dim() == 1 ? data.unsqueeze(1) : data;
}

class GraphNetwork : public NetworkModule
{
public:
  GraphNetwork(std::shared_ptr<GraphCode> code, TensorsByName tensors,
    std::unique_ptr<NetworkModule> origin = nullptr)
    : Code(std::move(code)), Tensors(std::move(tensors)), Origin(std::move(origin))
  {
    this->Mode.WrittenType = this->ParameterType();
  }

  std::vector<std::string> ForwardArguments() const override
  {
    const auto& names = this->Code->Written.ArgumentNames;
    return names.empty() ? this->Code->UserInputs : names;
  }

  std::optional<bool> TakesIntegers(std::size_t argument) const override
  {
    if (!this->Code->ComputesLoss)
    {
      return false;
    }
    const InputShape* shape = ShapeFor(*this->Code, this->Code->UserInputs.at(argument));
    return shape && shape->ElementCode != 0
      ? std::optional(!c10::isFloatingType(ScalarTypeOf(shape->ElementCode)))
      : std::nullopt;
  }

  torch::Tensor Forward(torch::TensorList inputs) override
  {
    return ChosenTensor(this->Call(inputs).front(), "", this->Code->Label);
  }

  NamedTensors Objective(torch::TensorList inputs, const torch::Tensor& targets) override
  {
    if (!this->Code->ComputesLoss)
    {
      throw Error("a built-in network computes no loss of its own")
        .Where(this->Code->Label)
        .Advice("choose another Loss, or give a network that returns the loss (NetworkFile)");
    }
    std::vector<torch::Tensor> given = inputs.vec();
    if (this->Code->UserInputs.size() == given.size() + 1 && targets.defined())
    {
      given.push_back(targets);
    }
    return this->Named(this->Call(given));
  }

  std::optional<std::int64_t> FixedBatchSize() const override
  {
    const InputShape* shape = ShapeFor(*this->Code, this->Code->UserInputs.front());
    return shape && !shape->Sizes.empty() ? shape->Sizes.front() : std::nullopt;
  }

  bool BeginPass() override
  {
    this->Stream.Restart();
    return false;
  }

  void NoteEffects(const std::function<void()>& work) override
  {
    const std::vector<std::uint32_t> versions = this->WeightVersions();
    work();
    // Schemas do not tell of all memory that is shared: LibTorch itself is asked once more.
    if (this->WeightVersions() != versions)
    {
      throw Error("the network writes to its own weights")
        .Where(this->Code->Label)
        .Expected("a network that reads them alone");
    }
    // Other threads may run copies meanwhile, but then the effects are known.
    if (this->Code->Noted.RandomOperators != this->Stream.Operators())
    {
      this->Code->Noted.RandomOperators = this->Stream.Operators();
    }
  }

  const CallEffects& Effects() const override { return this->Code->Noted; }

  void TakeEffects(const NetworkModule& other) override { this->Code->Noted = other.Effects(); }

  /// Integer tensors cannot move and count as buffers.
  NamedTensors AllParameters() const override
  {
    return this->Among([](const GraphInput& input, const torch::Tensor& tensor)
      { return input.Type == GraphInput::Kind::Parameter && tensor.is_floating_point(); });
  }

  NamedTensors OwnBuffers() const override
  {
    return this->Among(
      [](const GraphInput& input, const torch::Tensor& tensor)
      {
        return input.Type == GraphInput::Kind::Buffer ||
          (input.Type == GraphInput::Kind::Parameter && !tensor.is_floating_point());
      });
  }

  NamedTensors Constants() const override
  {
    return this->Among([](const GraphInput& input, const torch::Tensor&)
      { return input.Type == GraphInput::Kind::Constant; });
  }

  std::vector<std::pair<std::string, std::string>> Aliases() const override
  {
    return this->Code->Written.Aliases;
  }

  std::vector<FilterLayout> FilterLayouts() const override
  {
    std::vector<FilterLayout> layouts;
    for (const auto& [name, tensor] : this->Parameters())
    {
      const auto found = this->Code->Layouts.find(name);
      layouts.push_back(found == this->Code->Layouts.end() ? FilterLayout() : found->second);
    }
    return layouts;
  }

  std::optional<double> InitialDeviation() const override { return this->Code->InitialDeviation; }

  std::unique_ptr<NetworkModule> TakeOrigin() override
  {
    if (this->Origin)
    {
      this->Origin->FixAs(*this);
    }
    return std::move(this->Origin);
  }

  std::shared_ptr<const GraphCode> GetCode() const override { return this->Code; }

  std::unique_ptr<NetworkModule> Clone() const override
  {
    TensorsByName copies;
    // One tensor under several names is one in the copy too.
    std::map<const void*, torch::Tensor> made;
    for (const auto& [name, tensor] : this->Tensors)
    {
      torch::Tensor& copy = made[tensor.unsafeGetTensorImpl()];
      if (!copy.defined())
      {
        copy = tensor.detach().clone().set_requires_grad(tensor.requires_grad());
      }
      copies[name] = copy;
    }
    auto copy = std::make_unique<GraphNetwork>(this->Code, std::move(copies));
    copy->FixAs(*this);
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
    const auto& momenta = this->Code->Momenta;
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
    for (const GraphInput& input : this->Code->Written.Graph.Inputs)
    {
      const std::string& name = this->Code->Written.NameOf(input.Target);
      const auto found = this->Tensors.find(name);
      if (found != this->Tensors.end() && condition(input, found->second) &&
        seen.insert(name).second)
      {
        named.emplace_back(name, found->second);
      }
    }
    return named;
  }

  /// Numbers that grow with each write to a parameter.
  std::vector<std::uint32_t> WeightVersions() const
  {
    std::vector<std::uint32_t> versions;
    for (const auto& [name, tensor] : this->Parameters())
    {
      versions.push_back(static_cast<std::uint32_t>(tensor._version()));
    }
    return versions;
  }

  /// The tensor that an input of the graph stands for.
  torch::Tensor TensorOf(const GraphInput& input)
  {
    const torch::Tensor& tensor = this->Tensors.at(this->Code->Written.NameOf(input.Target));
    const bool converts =
      input.Type == GraphInput::Kind::Constant && tensor.scalar_type() == this->Mode.WrittenType;
    return converts ? tensor.to(this->Mode.Type) : tensor;
  }

  /// The outputs of a call, the chosen one first.
  NamedTensors Named(const std::vector<c10::IValue>& outputs) const
  {
    const auto& names = this->Code->Written.OutputNames;
    NamedTensors named;
    for (std::size_t i = 0; i < outputs.size(); ++i)
    {
      if (i == 0 || IsNumbers(outputs[i]))
      {
        named.emplace_back(i < names.size() ? names[i] : std::to_string(i),
          ChosenTensor(outputs[i], "", this->Code->Label));
      }
    }
    return named;
  }

  std::vector<c10::IValue> Call(torch::TensorList given)
  {
    this->RequireInputs(given.size());
    this->Mode.Type = this->ParameterType();
    std::vector<c10::IValue> inputs;
    std::size_t user = 0;
    for (const GraphInput& input : this->Code->Written.Graph.Inputs)
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
        inputs.emplace_back(InputOf(*this->Code, input.Value, given[user++], this->Mode.Type));
      }
    }
    return this->Run(std::move(inputs));
  }

  void RequireInputs(std::size_t given) const
  {
    const std::size_t wanted = this->Code->UserInputs.size();
    if (wanted != given)
    {
      throw Error("the network takes another number of tensors than the data has")
        .Where(this->Code->Label)
        .Expected(std::to_string(given))
        .Found(std::to_string(wanted))
        .Advice("export a module whose forward takes the inputs, or with Loss = Network Output the "
                "inputs and the targets");
    }
  }

  std::vector<c10::IValue> Run(std::vector<c10::IValue> inputs)
  {
    // Only evaluation draws from the stream: training draws from LibTorch's own generator.
    std::optional<RandomStream::Use> stream;
    if (this->IsEvaluated)
    {
      stream.emplace(this->Stream);
    }
    return TranslateTorchErrors("the network cannot be run on the data", this->Code->Label,
      [&]
      {
        auto outputs = this->Code->Runnable.Run(std::move(inputs), this->Mode);
        if (this->Mode.NormTraining)
        {
          this->CountBatches();
        }
        return outputs;
      });
  }

  /// Counts the batches that norm layers have seen, as the modules do that the graph came from.
  void CountBatches()
  {
    const torch::NoGradGuard noGradient;
    for (const auto& [mean, runs] : this->Code->NormRuns)
    {
      const std::string module = mean.substr(0, mean.size() - std::string("running_mean").size());
      const auto count = this->Tensors.find(module + "num_batches_tracked");
      if (count != this->Tensors.end())
      {
        count->second.add_(runs);
      }
    }
  }

  std::shared_ptr<GraphCode> Code;
  /// Parameters, buffers and constants, each under the first of its names.
  TensorsByName Tensors;
  std::unique_ptr<NetworkModule> Origin;
  GraphMode Mode;
  RandomStream Stream;
  bool IsEvaluated = true;
};

} // namespace

GraphCode::GraphCode(const std::string& label, NetworkProgram program)
try : Label(label), Written(std::move(program)), Runnable(Written.Graph),
  UserInputs(UserInputsOf(Written.Graph)), Layouts(LayoutsIn(Written)),
  Momenta(MomentaIn(Written.Graph)), NormRuns(NormRunsIn(Written.Graph))
{
}
catch (Error& error)
{
  throw error.Where(label);
}

torch::Tensor InputOf(const GraphCode& code, const std::string& input, const torch::Tensor& data,
  torch::ScalarType numbers)
{
  const InputShape* shape = ShapeFor(code, input);
  if (!shape)
  {
    return data;
  }
  const torch::Tensor fitting = InRankOf(*shape, data);
  if (!Fits(fitting, *shape))
  {
    throw Error("the network was exported for inputs of another shape")
      .Where(code.Label)
      .Expected(ShapeOf(*shape))
      .Found(ShapeText(data.sizes().vec()))
      .Advice("export it with inputs of the data's shape, and with dynamic_shapes={0: "
              "torch.export.Dim(\"batch\")} for batches of any size");
  }
  if (shape->ElementCode == 0)
  {
    return fitting;
  }
  const torch::ScalarType written = ScalarTypeOf(shape->ElementCode);
  if (!c10::isFloatingType(written))
  {
    return fitting.to(written);
  }
  return fitting.is_floating_point() ? fitting : fitting.to(numbers);
}

std::unique_ptr<NetworkModule> MakeGraphNetwork(std::shared_ptr<GraphCode> code,
  std::map<std::string, torch::Tensor> tensors, std::unique_ptr<NetworkModule> origin)
{
  for (const GraphInput& input : code->Written.Graph.Inputs)
  {
    const auto found = tensors.find(code->Written.NameOf(input.Target));
    if (input.Type == GraphInput::Kind::Parameter && found != tensors.end())
    {
      found->second.set_requires_grad(
        found->second.is_floating_point() && code->Written.Frozen.count(found->first) == 0);
    }
  }
  return std::make_unique<GraphNetwork>(std::move(code), std::move(tensors), std::move(origin));
}

} // namespace losslandscape
