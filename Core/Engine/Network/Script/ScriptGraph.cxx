// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Engine/Network/Script/ScriptGraph.h"

#include "Core/Common/Error.h"
#include "Core/Engine/Network/Script/ModuleTensors.h"
#include "Core/Engine/Network/Script/ScriptModes.h"
#include "Core/Engine/Network/Script/TrainingSwitches.h"

namespace losslandscape
{
namespace
{

/// What forward writes into buffers and attributes, later calls read.
void RequireNoWrites(const GraphCode& code)
{
  for (const std::size_t written : code.Runnable.WrittenInputs())
  {
    const GraphInput& input = code.Written.Graph.Inputs[written];
    if (input.Type != GraphInput::Kind::User)
    {
      throw Error("forward writes to the module's own tensors").Found(input.Target);
    }
  }
}

ScriptGraph Imported(const torch::jit::Module& module, const std::string& label,
  std::optional<std::int64_t> dimensions)
{
  if (AssignsAttributes(module))
  {
    throw Error("forward assigns to attributes");
  }
  const torch::ScalarType type = TypeOf(module);
  const FlatScript flat = Flatten(module, false, dimensions);
  TranslatedScript evaluation = Translate(flat, type);
  NetworkProgram program;
  program.Graph = GraphOfBothModes(
    evaluation, Translate(Flatten(module, true, dimensions), type), module.hasattr("training"));
  if (flat.HasDimensions)
  {
    InputShape& shape = program.UserShapes[program.Graph.Inputs.front().Value];
    shape.Sizes.resize(static_cast<std::size_t>(*dimensions));
  }
  program.ArgumentNames = flat.Given;
  program.Aliases = AliasesOf(module);
  program.Frozen = FrozenIn(module);
  ScriptGraph graph;
  graph.Code = std::make_shared<GraphCode>(label, std::move(program));
  RequireNoWrites(*graph.Code);
  graph.Tensors = std::move(evaluation.Tensors);
  return graph;
}

} // namespace

ScriptGraph ImportScript(const torch::jit::Module& module, const std::string& label,
  std::optional<std::int64_t> dimensions)
{
  ScriptGraph none;
  try
  {
    const torch::NoGradGuard noGradient;
    return Imported(module, label, dimensions);
  }
  catch (const std::exception& obstacle)
  {
    // LibTorch's own passes throw too, where they meet what they do not know.
    none.Obstacle = obstacle.what();
  }
  return none;
}

} // namespace losslandscape
