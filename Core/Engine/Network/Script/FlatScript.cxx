// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Engine/Network/Script/FlatScript.h"

#include "Core/Common/Error.h"
#include "Core/Engine/Network/Script/ForwardArguments.h"
#include "Core/Engine/Network/Script/ModuleTensors.h"
#include "Core/Engine/Network/Script/ScriptChecks.h"

#include <torch/csrc/jit/api/function_impl.h>
#include <torch/csrc/jit/passes/constant_propagation.h>
#include <torch/csrc/jit/passes/dead_code_elimination.h>
#include <torch/csrc/jit/passes/inliner.h>
#include <torch/csrc/jit/passes/loop_unrolling.h>
#include <torch/csrc/jit/passes/lower_tuples.h>
#include <torch/csrc/jit/passes/peephole.h>
#include <torch/csrc/jit/passes/remove_mutation.h>
#include <torch/csrc/jit/passes/shape_analysis.h>

namespace losslandscape
{
namespace
{

namespace jit = torch::jit;

/// A copy of forward's graph in which calls are replaced by what they call.
std::shared_ptr<jit::Graph> WholeForward(const jit::Module& module)
{
  auto* function = jit::tryToGraphFunction(module.get_method("forward").function());
  if (!function)
  {
    throw Error("forward is not written in TorchScript");
  }
  auto graph = function->graph()->copy();
  jit::Inline(*graph);
  // Tracing notes shapes of its example, which data need not have.
  jit::EraseShapeInformation(graph);
  return graph;
}

/// Puts defaults in the place of the arguments that the suite does not give.
void SetDefaults(jit::Graph& graph, const jit::Module& module, std::size_t given)
{
  const auto schema = module.get_method("forward").function().getSchema();
  const jit::WithInsertPoint first(graph.block()->nodes().front());
  for (std::size_t i = graph.inputs().size(); i-- > given + 1;)
  {
    graph.inputs()[i]->replaceAllUsesWith(
      graph.insertConstant(*schema.arguments()[i].default_value()));
    graph.eraseInput(i);
  }
}

bool HasBlocks(jit::Graph& graph)
{
  for (const jit::Node* node : graph.nodes())
  {
    if (!node->blocks().empty())
    {
      return true;
    }
  }
  return false;
}

/// Whether nothing but the results of a node tells that it was run.
bool IsPure(const jit::Node& node)
{
  if (node.hasSideEffects() || (node.maybeSchema() && node.schema().is_mutable()))
  {
    return false;
  }
  for (const jit::Block* block : node.blocks())
  {
    for (const jit::Node* inner : block->nodes())
    {
      if (!IsPure(*inner))
      {
        return false;
      }
    }
  }
  return true;
}

/// LibTorch leaves loops in place whose results nobody reads, as those of checks that are gone.
void RemoveUnreadBlocks(jit::Block& block)
{
  for (auto node = block.nodes().rbegin(); node != block.nodes().rend(); ++node)
  {
    if (!node->blocks().empty() && !node->hasUses() && IsPure(**node))
    {
      node.destroyCurrent();
      continue;
    }
    for (jit::Block* inner : node->blocks())
    {
      RemoveUnreadBlocks(*inner);
    }
  }
}

/// One round of what LibTorch can simplify. One simplification makes way for another.
void Simplify(std::shared_ptr<jit::Graph>& graph)
{
  // What needs no analysis of aliases comes first: that takes longest, and the more so the larger
  // the graph is.
  jit::ConstantPropagationImmutableTypes(graph);
  RemoveChecks(graph);
  RemoveUnreadBlocks(*graph->block());
  jit::EliminateDeadCode(graph->block());
  jit::ConstantPropagation(graph);
  jit::UnrollConstantLoops(graph);
  jit::RemoveListMutation(graph);
  jit::LowerSimpleTuples(graph);
  jit::PeepholeOptimize(graph, true);
  RemoveChecks(graph);
  RemoveUnreadBlocks(*graph->block());
  jit::EliminateDeadCode(graph);
}

void RemoveControlFlow(std::shared_ptr<jit::Graph>& graph)
{
  constexpr int rounds = 4;
  Simplify(graph);
  for (int round = 1; round < rounds && HasBlocks(*graph); ++round)
  {
    Simplify(graph);
  }
}

/// Tells the graph how many dimensions its inputs have, and follows them as far as LibTorch can.
void TellDimensions(FlatScript& flat, std::int64_t dimensions, torch::ScalarType type)
{
  const auto inputs = flat.Graph->inputs();
  const std::size_t held = inputs.size() - flat.Held.size();
  const auto tell = [](jit::Value* value, torch::ScalarType element, std::int64_t number)
  {
    value->setType(c10::TensorType::create(
      element, c10::nullopt, static_cast<std::size_t>(number), c10::nullopt));
  };
  tell(inputs[1], type, dimensions);
  for (std::size_t i = 0; i < flat.Held.size(); ++i)
  {
    const torch::Tensor& tensor = flat.Held[i].Tensor;
    tell(inputs[held + i], tensor.scalar_type(), tensor.dim());
  }
  jit::PropagateInputShapes(flat.Graph);
  jit::PeepholeOptimize(flat.Graph);
  jit::EraseShapeInformation(flat.Graph);
  flat.HasDimensions = true;
}

} // namespace

FlatScript Flatten(const jit::Module& module, bool training, std::optional<std::int64_t> dimensions)
{
  const auto given = GivenTensors(module);
  if (!given)
  {
    throw Error("calls of forward differ in their arguments");
  }
  FlatScript flat;
  flat.Given = *given;
  flat.Graph = WholeForward(module);
  SetDefaults(*flat.Graph, module, given->size());
  ScriptAttributes attributes(*flat.Graph, module, training);
  attributes.Replace();
  flat.Held = attributes.Held();
  RemoveControlFlow(flat.Graph);
  constexpr int branches = 8;
  for (int i = 0; dimensions && i < branches && HasBlocks(*flat.Graph); ++i)
  {
    TellDimensions(flat, *dimensions, TypeOf(module));
    RemoveControlFlow(flat.Graph);
  }
  RequireNoChecks(*flat.Graph);
  if (flat.Graph->inputs()[0]->hasUses())
  {
    throw Error("a use of the module itself")
      .Found(flat.Graph->inputs()[0]->uses().front().user->kind().toQualString());
  }
  flat.Graph->eraseInput(0);
  return flat;
}

} // namespace losslandscape
