// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Engine/Execution/FusionPlan.h"

#include "Core/Engine/Execution/LayerMatching.h"
#include "Core/Engine/Execution/PlanOrder.h"
#include "Core/Engine/Execution/ProgramTrace.h"
#include "Core/Engine/Network/Graph/EvaluationGraph.h"
#include "Core/Engine/Network/Graph/GraphNetwork.h"
#include "Core/Engine/Network/Graph/NodeArguments.h"

#include <algorithm>
#include <set>

namespace losslandscape
{
namespace
{

using Kind = Layer::Kind;

constexpr std::size_t ImageDimensions = 4;

bool IsPrimary(const Layer& layer)
{
  return layer.Type == Kind::Convolution || layer.Type == Kind::Linear;
}

/// Chooses the nodes that kernels compute.
class KernelChoice
{
public:
  KernelChoice(const NetworkGraph& graph, FusionPlan& plan, const GraphContext& context,
    const std::set<std::size_t>& written)
    : Graph(graph), Plan(plan), Context(context), Written(written), IsTaken(graph.Nodes.size())
  {
    this->CountReaders();
    std::map<std::size_t, PlannedStep> steps;
    for (std::size_t node = 0; node < graph.Nodes.size(); ++node)
    {
      if (!this->IsTaken[node])
      {
        const auto [place, step] = this->StepFor(node);
        steps.emplace(place, step);
      }
    }
    for (auto& [place, step] : steps)
    {
      this->Plan.Steps.push_back(std::move(step));
    }
  }

private:
  void CountReaders()
  {
    for (std::size_t node = 0; node < this->Graph.Nodes.size(); ++node)
    {
      for (const std::size_t value : this->Plan.Program->EffectsOf(node).Reads)
      {
        this->Readers[value].push_back(node);
      }
    }
    for (const std::size_t output : this->Plan.Program->Outputs())
    {
      // Nothing can take the place of what the network returns.
      this->Readers[output].push_back(this->Graph.Nodes.size());
    }
  }

  std::size_t NumberOf(const std::string& value) const
  {
    return this->Plan.Program->NumberOf(value);
  }

  bool IsWritten(const std::string& value) const
  {
    return this->Written.count(this->NumberOf(value)) > 0;
  }

  /// The step that computes a node, perhaps with others behind it, and the last of these nodes.
  std::pair<std::size_t, PlannedStep> StepFor(std::size_t node)
  {
    PlannedStep step;
    step.ProgramStep = node;
    auto match = MatchLayer(this->Graph.Nodes[node], this->Context);
    const std::string result = ResultOf(this->Graph.Nodes[node]);
    if (!match || this->IsWritten(result) || !this->Suits(*match))
    {
      return { node, step };
    }
    this->ReadImageInPlaceOfFlat(*match);
    std::size_t last = node;
    const bool mayGrow = std::none_of(match->Inputs.begin(), match->Inputs.end(),
      [&](const std::string& input) { return this->IsWritten(input); });
    while (mayGrow && this->Absorb(*match, last))
    {
    }
    step.Kernel = match->How;
    for (const std::string& input : match->Inputs)
    {
      step.Inputs.push_back(this->NumberOf(input));
    }
    step.Output = this->NumberOf(ResultOf(this->Graph.Nodes[last]));
    if (match->How.Type != Kind::Linear)
    {
      this->Images.insert(step.Output);
    }
    return { last, step };
  }

  /// Convolutions and linear layers are worth a kernel in any case, other layers between kernels.
  bool Suits(const MatchedLayer& match) const
  {
    return IsPrimary(match.How) ||
      std::all_of(match.Inputs.begin(), match.Inputs.end(),
        [&](const std::string& input) { return this->Images.count(this->NumberOf(input)) > 0; });
  }

  /// A linear layer that reads an image taken flat may read the image itself.
  void ReadImageInPlaceOfFlat(MatchedLayer& match) const
  {
    const GraphNode* node =
      match.How.Type == Kind::Linear ? this->Context.Producer(match.Inputs.front()) : nullptr;
    if (!node || node->Arguments.empty() || match.How.IsTransposed)
    {
      return;
    }
    static const std::set<std::string> operators = { "torch.ops.aten.flatten.using_ints",
      "torch.ops.aten.view.default", "torch.ops.aten.reshape.default" };
    const std::string image = NameOfValue(*node, node->Arguments.front().Name);
    if (operators.count(node->Operator) == 0 || image.empty() ||
      this->Images.count(this->NumberOf(image)) == 0)
    {
      return;
    }
    const auto& from = this->Context.ShapeOf(image);
    const auto& to = this->Context.ShapeOf(match.Inputs.front());
    if (from.size() == ImageDimensions && to.size() == 2 && from[0] == to[0])
    {
      match.Inputs.front() = image;
    }
  }

  /// Lets a kernel do the next node too, if that alone reads what the kernel gives.
  bool Absorb(MatchedLayer& match, std::size_t& last)
  {
    const std::string value = ResultOf(this->Graph.Nodes[last]);
    const auto& readers = this->Readers[this->NumberOf(value)];
    if (readers.size() != 1 || readers.front() == this->Graph.Nodes.size())
    {
      return false;
    }
    const std::size_t next = readers.front();
    const GraphNode& node = this->Graph.Nodes[next];
    const std::string result = ResultOf(node);
    // A sum of two layers is taken by the first of them.
    const bool absorbed = !this->IsTaken[next] && !result.empty() && !this->IsWritten(result) &&
      (this->AbsorbNorm(match, node, value) || this->AbsorbSum(match, node, value) ||
        this->AbsorbNonlinearity(match, node, value));
    if (absorbed)
    {
      this->IsTaken[next] = true;
      last = next;
    }
    return absorbed;
  }

  bool AbsorbNorm(MatchedLayer& match, const GraphNode& node, const std::string& value) const
  {
    Layer& layer = match.How;
    const std::size_t dimensions = layer.Type == Kind::Linear ? 2 : ImageDimensions;
    if (!IsPrimary(layer) || layer.HasNorm || layer.Adds || !layer.Nonlinearities.empty() ||
      this->Context.ShapeOf(value).size() != dimensions || NameOfValue(node, "input") != value)
    {
      return false;
    }
    const auto norm = MatchNorm(node, this->Context);
    layer.HasNorm = norm.has_value();
    layer.Norm = norm.value_or(NormTensors());
    return layer.HasNorm;
  }

  bool AbsorbSum(MatchedLayer& match, const GraphNode& node, const std::string& value) const
  {
    Layer& layer = match.How;
    if (!IsPrimary(layer) || layer.Adds || !layer.Nonlinearities.empty())
    {
      return false;
    }
    const auto sum = MatchLayer(node, this->Context);
    if (!sum || sum->How.Type != Kind::Sum || sum->Inputs[0] == sum->Inputs[1])
    {
      return false;
    }
    const std::string& other = sum->Inputs[0] == value ? sum->Inputs[1] : sum->Inputs[0];
    if (this->IsWritten(other))
    {
      return false;
    }
    layer.Adds = true;
    match.Inputs.push_back(other);
    return true;
  }

  bool AbsorbNonlinearity(
    MatchedLayer& match, const GraphNode& node, const std::string& value) const
  {
    Layer& layer = match.How;
    const auto functions = MatchNonlinearity(node);
    if (functions.empty() || !layer.Nonlinearities.empty() ||
      NameOfValue(node, node.Arguments.front().Name) != value)
    {
      return false;
    }
    const bool isReLU =
      functions.front().Type == Nonlinearity::Kind::ReLU && functions.front().Alpha == 0.0;
    if (!IsPrimary(layer) && !(layer.Type == Kind::Norm && isReLU))
    {
      return false;
    }
    layer.Nonlinearities = functions;
    return true;
  }

  const NetworkGraph& Graph;
  FusionPlan& Plan;
  const GraphContext& Context;
  const std::set<std::size_t>& Written;
  std::vector<bool> IsTaken;
  std::map<std::size_t, std::vector<std::size_t>> Readers;
  /// Values that kernels give as images.
  std::set<std::size_t> Images;
};

/// The network's tensors by their names.
std::map<std::string, torch::Tensor> TensorsOf(const NetworkModule& network)
{
  std::map<std::string, torch::Tensor> tensors;
  for (const NamedTensors& part : { network.State(), network.Constants() })
  {
    tensors.insert(part.begin(), part.end());
  }
  return tensors;
}

/// Names of the program's tensors by value, and which value is the network's input.
void NameInputs(const GraphCode& code, FusionPlan& plan)
{
  const auto& inputs = code.Written.Graph.Inputs;
  for (std::size_t value = 0; value < inputs.size(); ++value)
  {
    if (inputs[value].Type != GraphInput::Kind::User)
    {
      plan.Tensors[value] = code.Written.NameOf(inputs[value].Target);
    }
    else if (!inputs[value].Value.empty())
    {
      plan.Input = value;
    }
  }
}

std::vector<c10::IValue> InputsOf(const NetworkModule& network, const FusionPlan& plan,
  const GraphCode& code, const torch::Tensor& inputs)
{
  const auto tensors = TensorsOf(network);
  std::vector<c10::IValue> values(code.Written.Graph.Inputs.size());
  values[plan.Input] = inputs;
  for (const auto& [value, name] : plan.Tensors)
  {
    values[value] = tensors.at(name);
  }
  return values;
}

/// The tensors of the state by the names of the graph's values.
std::map<std::string, std::string> StateNames(const NetworkModule& network, const GraphCode& code)
{
  std::set<std::string> state;
  for (const auto& [name, tensor] : network.State())
  {
    state.insert(name);
  }
  std::map<std::string, std::string> names;
  for (const GraphInput& input : code.Written.Graph.Inputs)
  {
    const std::string& name = code.Written.NameOf(input.Target);
    if (state.count(name) > 0)
    {
      names[input.Value] = name;
    }
  }
  return names;
}

std::map<std::string, std::vector<std::int64_t>> ShapesByName(
  const NetworkGraph& graph, const FusionPlan& plan)
{
  std::map<std::string, std::vector<std::int64_t>> shapes;
  const auto add = [&](const std::string& name)
  {
    if (!name.empty())
    {
      shapes[name] = plan.Shapes[plan.Program->NumberOf(name)];
    }
  };
  for (const GraphInput& input : graph.Inputs)
  {
    add(input.Value);
  }
  for (const GraphNode& node : graph.Nodes)
  {
    add(ResultOf(node));
  }
  return shapes;
}

} // namespace

std::unique_ptr<const FusionPlan> PlanFusion(
  const NetworkModule& network, const torch::Tensor& inputs)
{
  const auto code = network.GetCode();
  if (!code || code->UserInputs.size() != 1 || code->Written.Graph.Outputs.size() != 1)
  {
    return nullptr;
  }
  const NetworkGraph graph = InEvaluation(code->Written.Graph);
  auto plan = std::make_unique<FusionPlan>();
  plan->Program = std::make_unique<GraphProgram>(graph);
  if (!plan->Program->WrittenInputs().empty())
  {
    return nullptr; // what a batch writes, the next one would read
  }
  plan->Output = plan->Program->Outputs().front();
  NameInputs(*code, *plan);
  ProgramTrace trace =
    TraceProgram(*plan->Program, InputsOf(network, *plan, *code, inputs), GraphMode());
  plan->Shapes = std::move(trace.Shapes);
  const auto names = StateNames(network, *code);
  const auto shapes = ShapesByName(graph, *plan);
  const GraphContext context(graph, names, shapes);
  KernelChoice(graph, *plan, context, trace.Written);
  const bool hasKernels = std::any_of(plan->Steps.begin(), plan->Steps.end(),
    [](const PlannedStep& step) { return step.Kernel.has_value(); });
  if (!hasKernels)
  {
    return nullptr;
  }
  CompletePlan(*plan, graph, trace.Memory);
  return plan;
}

} // namespace losslandscape
