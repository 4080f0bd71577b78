// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Engine/Network/Graph/GraphStep.h"

#include "Core/Common/Error.h"
#include "Core/Engine/Network/Graph/GraphProgram.h"
#include "Core/Engine/Network/Graph/SpelledOperators.h"
#include "Core/Engine/Network/Graph/SymbolicNumbers.h"

namespace losslandscape
{
namespace
{

class OperatorStep : public GraphStep
{
public:
  OperatorStep(const GraphNode& node, const ValueNumbers& numbers) : Call(node, numbers) {}

  GraphValues Compute(const GraphValues& values, const GraphMode& mode) const override
  {
    return this->Call.Run(values, mode);
  }
  void ForEachValue(const std::function<void(std::size_t)>& visit) const override
  {
    this->Call.ForEachValue(visit);
  }
  std::vector<std::size_t> Written() const override { return this->Call.Written(); }
  std::vector<std::size_t> Viewed() const override { return this->Call.Viewed(); }

private:
  OperatorCall Call;
};

/// Arguments that are used as the graph writes them.
class PlainArguments
{
public:
  void Add(const GraphArgument& argument, const ValueNumbers& numbers)
  {
    this->Arguments.emplace_back(argument, nullptr, numbers);
  }
  void AddNone() { this->Arguments.emplace_back(c10::IValue()); }

  GraphValues Make(const GraphValues& values, const GraphMode& mode) const
  {
    GraphValues made;
    for (const CallArgument& argument : this->Arguments)
    {
      made.push_back(argument.Make(values, mode));
    }
    return made;
  }
  void ForEachValue(const std::function<void(std::size_t)>& visit) const
  {
    for (const CallArgument& argument : this->Arguments)
    {
      argument.ForEachValue(visit);
    }
  }
  void ForEachValueOf(std::size_t argument, const std::function<void(std::size_t)>& visit) const
  {
    this->Arguments[argument].ForEachValue(visit);
  }
  std::vector<std::size_t> Values() const
  {
    std::vector<std::size_t> values;
    this->ForEachValue([&](std::size_t number) { values.push_back(number); });
    return values;
  }

private:
  std::vector<CallArgument> Arguments;
};

class NumberStep : public GraphStep
{
public:
  NumberStep(const NumberFunction& function, const GraphNode& node, const ValueNumbers& numbers)
    : Function(function)
  {
    if (node.Arguments.size() < function.ArgumentCount)
    {
      throw Error("malformed exported network")
        .Expected(std::to_string(function.ArgumentCount) + " arguments of " + node.Operator)
        .Found(std::to_string(node.Arguments.size()));
    }
    for (const NamedGraphArgument& argument : node.Arguments)
    {
      this->Arguments.Add(argument.Argument, numbers);
    }
  }

  GraphValues Compute(const GraphValues& values, const GraphMode& mode) const override
  {
    return { this->Function.Run(this->Arguments.Make(values, mode)) };
  }
  void ForEachValue(const std::function<void(std::size_t)>& visit) const override
  {
    this->Arguments.ForEachValue(visit);
  }
  /// A member of a list of tensors is what the list has.
  std::vector<std::size_t> Viewed() const override { return this->Arguments.Values(); }

private:
  const NumberFunction& Function;
  PlainArguments Arguments;
};

class SpelledStep : public GraphStep
{
public:
  SpelledStep(const SpelledOperator& spelled, const GraphNode& node, const ValueNumbers& numbers)
    : Spelled(spelled)
  {
    for (const std::string& name : spelled.Arguments)
    {
      if (const GraphArgument* written = FindArgument(node, name))
      {
        this->Arguments.Add(*written, numbers);
      }
      else
      {
        this->Arguments.AddNone();
      }
    }
  }

  GraphValues Compute(const GraphValues& values, const GraphMode& mode) const override
  {
    return this->Spelled.Run(this->Arguments.Make(values, mode), mode);
  }
  void ForEachValue(const std::function<void(std::size_t)>& visit) const override
  {
    this->Arguments.ForEachValue(visit);
  }
  std::vector<std::size_t> Viewed() const override
  {
    return this->Spelled.IsView ? this->Arguments.Values() : std::vector<std::size_t>();
  }

private:
  const SpelledOperator& Spelled;
  PlainArguments Arguments;
};

/// A part of the graph that stands inside of a node: what Python ran in a `with` statement.
class GraphScope : public GraphStep
{
public:
  /// The graph is the argument at `place`, what comes after it are the values of its inputs.
  /// `gradient`: whether derivatives are followed; none for as outside.
  GraphScope(const GraphNode& node, std::size_t place, std::optional<bool> gradient,
    const ValueNumbers& numbers)
    : Gradient(gradient)
  {
    const auto* graph = ValueAt<std::shared_ptr<const NetworkGraph>>(node, place);
    if (!graph || (*graph)->Inputs.size() + place + 1 != node.Arguments.size())
    {
      throw Error("malformed exported network")
        .Expected("a graph, and a value for each of its inputs, as arguments of " +
          node.Operator.substr(0, 80));
    }
    this->Inner = std::make_unique<GraphProgram>(**graph);
    for (std::size_t i = place + 1; i < node.Arguments.size(); ++i)
    {
      this->Arguments.Add(node.Arguments[i].Argument, numbers);
    }
  }

  template <typename Value>
  static const Value* ValueAt(const GraphNode& node, std::size_t place)
  {
    return place < node.Arguments.size() ? std::get_if<Value>(&node.Arguments[place].Argument.Value)
                                         : nullptr;
  }

  GraphValues Compute(const GraphValues& values, const GraphMode& mode) const override
  {
    const torch::AutoGradMode gradient(
      this->Gradient.value_or(true) && torch::GradMode::is_enabled());
    GraphValues outputs = this->Inner->Run(this->Arguments.Make(values, mode), mode);
    // PyTorch before 2.8 writes all outputs as one list.
    if (this->AreLists.size() != 1 || !this->AreLists.front())
    {
      return outputs;
    }
    c10::impl::GenericList list(c10::AnyType::get());
    for (c10::IValue& output : outputs)
    {
      list.push_back(std::move(output));
    }
    return { list };
  }
  void ForEachValue(const std::function<void(std::size_t)>& visit) const override
  {
    this->Arguments.ForEachValue(visit);
  }
  std::vector<std::size_t> Viewed() const override
  {
    std::vector<std::size_t> viewed;
    for (const std::size_t input : this->Inner->ViewedInputs())
    {
      this->Arguments.ForEachValueOf(input, [&](std::size_t number) { viewed.push_back(number); });
    }
    return viewed;
  }

private:
  std::optional<bool> Gradient;
  std::unique_ptr<GraphProgram> Inner;
  PlainArguments Arguments;
};

/// torch.no_grad() and torch.enable_grad(): whether there are derivatives, the graph.
std::unique_ptr<GraphStep> MakeGradientScope(const GraphNode& node, const ValueNumbers& numbers)
{
  const bool* gradient = GraphScope::ValueAt<bool>(node, 0);
  if (!gradient)
  {
    throw Error("malformed exported network")
      .Expected("a truth value as the first argument of " + node.Operator.substr(0, 80));
  }
  return std::make_unique<GraphScope>(node, 1, *gradient, numbers);
}

/// torch.autocast(...): device, type, whether it is on, cache, the graph. Off it is everywhere
/// here.
std::unique_ptr<GraphStep> MakeAutocastScope(const GraphNode& node, const ValueNumbers& numbers)
{
  const bool* isOn = GraphScope::ValueAt<bool>(node, 2);
  if (!isOn || *isOn)
  {
    throw Error("the exported network lowers its own precision and cannot be run")
      .Expected("a network that computes in the precision of its weights")
      .Found("torch.autocast in its forward")
      .Advice("export it without torch.autocast; the property Precision chooses a lower one");
  }
  return std::make_unique<GraphScope>(node, 4, std::nullopt, numbers);
}

} // namespace

std::unique_ptr<GraphStep> MakeStep(const GraphNode& node, const ValueNumbers& numbers)
{
  if (const NumberFunction* function = FindNumberFunction(node.Operator))
  {
    return std::make_unique<NumberStep>(*function, node, numbers);
  }
  if (const SpelledOperator* spelled = FindSpelledOperator(node.Operator))
  {
    return std::make_unique<SpelledStep>(*spelled, node, numbers);
  }
  if (node.Operator == "torch.ops.higher_order.wrap_with_set_grad_enabled")
  {
    return MakeGradientScope(node, numbers);
  }
  if (node.Operator == "torch.ops.higher_order.wrap_with_autocast")
  {
    return MakeAutocastScope(node, numbers);
  }
  return std::make_unique<OperatorStep>(node, numbers);
}

} // namespace losslandscape
