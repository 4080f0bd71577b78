// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Engine/Problem/Batch.h"

#include "Core/Common/Error.h"
#include "Core/Data/TensorArrangement.h"
#include "Core/Engine/Problem/LossFunction.h"

#include <algorithm>

namespace losslandscape
{
namespace
{

using Names = std::vector<std::string>;

Names NamesOfInputs(const Dataset& data)
{
  Names names = { data.InputName.empty() ? "inputs" : data.InputName };
  for (const auto& [name, array] : data.FurtherInputs)
  {
    names.push_back(name);
  }
  return names;
}

std::string Listing(const Names& names)
{
  std::string text;
  for (const std::string& name : names)
  {
    text += (text.empty() ? "" : ", ") + name;
  }
  return std::to_string(names.size()) + " (" + text + ")";
}

/// The arguments that inputs are given to. A network that computes its own loss takes the targets
/// behind them.
Names ArgumentsForInputs(
  Names arguments, const Dataset& data, const LossOptions& loss, const Names& available)
{
  const bool takesTargets = loss.Kind == LossKind::NetworkOutput && arguments.size() > 1 &&
    data.HasTargets() &&
    (IsNameOfTargets(arguments.back()) || arguments.size() == available.size() + 1);
  if (takesTargets)
  {
    arguments.pop_back();
  }
  return arguments;
}

/// How many arguments have the name of an input.
std::ptrdiff_t CountOfNamed(const Names& arguments, const Names& available)
{
  return std::count_if(arguments.begin(), arguments.end(),
    [&](const std::string& argument)
    { return std::find(available.begin(), available.end(), argument) != available.end(); });
}

/// Which input each argument is, all of which have names of inputs.
std::vector<std::size_t> MatchByName(const Names& arguments, const Names& available)
{
  std::vector<std::size_t> inputs;
  for (const std::string& argument : arguments)
  {
    const auto found = std::find(available.begin(), available.end(), argument);
    inputs.push_back(static_cast<std::size_t>(found - available.begin()));
  }
  return inputs;
}

std::vector<std::size_t> MatchInputs(
  const Names& arguments, const Names& available, const std::string& where)
{
  const auto named = static_cast<std::size_t>(CountOfNamed(arguments, available));
  if (named == arguments.size())
  {
    return MatchByName(arguments, available);
  }
  if (arguments.size() == 1)
  {
    return { 0 };
  }
  // Where some names fit, an order that ignores them would give arguments each other's inputs.
  if (arguments.size() != available.size() || named > 0)
  {
    throw Error("the network takes other inputs than the data have")
      .Where(where)
      .Expected("inputs for its arguments: " + Listing(arguments))
      .Found(Listing(available))
      .Advice("save the inputs under the names of forward's arguments, or as input_0, input_1, ... "
              "in their order, and the targets as targets");
  }
  std::vector<std::size_t> inOrder(arguments.size());
  for (std::size_t i = 0; i < inOrder.size(); ++i)
  {
    inOrder[i] = i;
  }
  return inOrder;
}

bool IsInteger(const Dataset& data, std::size_t input)
{
  if (input == 0)
  {
    return !data.IntegerInputs.Bytes.empty();
  }
  const ElementType type = data.FurtherInputs.at(input - 1).second.Type;
  return type != ElementType::Float64 && type != ElementType::Float32 &&
    type != ElementType::Float16 && type != ElementType::BFloat16;
}

bool HasIntegers(const Dataset& data, const BatchForm& form)
{
  return std::any_of(form.Inputs.begin(), form.Inputs.end(),
    [&](std::size_t input) { return IsInteger(data, input); });
}

/// A network and data that are tried on each other.
struct Trial
{
  const NetworkModule& Network;
  const Dataset& Data;
  const LossOptions& Loss;
  std::int64_t BatchSize;
  torch::Device Device;

  /// What is wrong with a form of the data, in LibTorch's words; empty if the network takes it.
  std::string Obstacle(const BatchForm& form) const
  {
    try
    {
      const torch::NoGradGuard noGradient;
      const auto copy = this->Network.Clone();
      SampleLosses(this->Loss, *copy, FirstBatch(this->Data, this->BatchSize, this->Device, form));
      return "";
    }
    catch (const std::exception& obstacle)
    {
      return obstacle.what();
    }
  }
};

/// Whether a message complains of numbers where integers belong.
bool AsksForIntegers(const std::string& message)
{
  return message.find("Long") != std::string::npos || message.find("Int") != std::string::npos ||
    message.find("int64") != std::string::npos || message.find("index tensor") != std::string::npos;
}

/// Tries numbers before integers if there is one input: what takes both gives the same results, and
/// fused kernels compute with numbers.
bool KeepsIntegersByTrial(const Trial& trial, BatchForm form)
{
  const auto obstacleOf = [&](bool keeps)
  {
    form.KeepsIntegers = keeps;
    return trial.Obstacle(form);
  };
  if (form.Inputs.size() > 1)
  {
    return obstacleOf(true).empty() || !obstacleOf(false).empty();
  }
  const std::string asNumbers = obstacleOf(false);
  return !asNumbers.empty() && (obstacleOf(true).empty() || AsksForIntegers(asNumbers));
}

/// What the network says of its arguments; none if it does not tell of one that gets integers.
std::optional<bool> KeepsIntegersAsWritten(
  const NetworkModule& network, const Dataset& data, const BatchForm& form)
{
  bool keeps = false;
  for (std::size_t i = 0; i < form.Inputs.size(); ++i)
  {
    if (IsInteger(data, form.Inputs[i]))
    {
      const std::optional<bool> takes = network.TakesIntegers(i);
      if (!takes)
      {
        return std::nullopt;
      }
      keeps = keeps || *takes;
    }
  }
  return keeps;
}

/// Whether the first input is given to the network normalised, which integers cannot be.
bool IsNormalised(const Dataset& data, const BatchForm& form)
{
  if (std::find(form.Inputs.begin(), form.Inputs.end(), 0U) == form.Inputs.end())
  {
    return false;
  }
  const auto differs = [](const std::vector<double>& values, double neutral)
  {
    return std::any_of(
      values.begin(), values.end(), [=](double value) { return value != neutral; });
  };
  return differs(data.Mean, 0.0) || differs(data.StandardDeviation, 1.0);
}

/// Whether integers stay integers, which normalised ones cannot.
bool KeepsIntegers(const Trial& trial, const BatchForm& form)
{
  if (!HasIntegers(trial.Data, form) || (form.IsNormalised && form.Inputs.size() == 1))
  {
    return false;
  }
  const auto written = KeepsIntegersAsWritten(trial.Network, trial.Data, form);
  return written ? *written : KeepsIntegersByTrial(trial, form);
}

/// Whether the network takes single numbers per sample as the file has them. What takes them with
/// an axis of length 1 too may then mean something else: differences of (N) and (N, 1) are (N, N).
bool KeepsFlat(const Trial& trial, BatchForm form)
{
  form.KeepsFlat = trial.Data.InputsAreNumbers || trial.Data.TargetsAreNumbers;
  return form.KeepsFlat && trial.Obstacle(form).empty();
}

} // namespace

BatchForm FormFor(const NetworkModule& network, const Dataset& data, const LossOptions& loss,
  std::int64_t batchSize, torch::Device device, const std::string& where)
{
  const Names available = NamesOfInputs(data);
  BatchForm form;
  form.Type = network.ParameterType();
  form.Inputs = MatchInputs(
    ArgumentsForInputs(network.ForwardArguments(), data, loss, available), available, where);
  form.IsNormalised = HasIntegers(data, form) && IsNormalised(data, form);
  const Trial trial = { network, data, loss, batchSize, device };
  form.KeepsIntegers = KeepsIntegers(trial, form);
  form.KeepsFlat = KeepsFlat(trial, form);
  return form;
}

} // namespace losslandscape
