// SPDX-License-Identifier: BSD-3-Clause
// Internal to Core/Engine: the interface uses types of LibTorch.
#ifndef losslandscape_Engine_Network_Script_ScriptAttributes_h
#define losslandscape_Engine_Network_Script_ScriptAttributes_h

#include "Core/Files/Networks/NetworkGraph.h"

#include <torch/csrc/jit/ir/ir.h>
#include <torch/script.h>

#include <map>
#include <string>
#include <vector>

namespace losslandscape
{

/// A tensor that a module holds.
struct HeldTensor
{
  GraphInput::Kind Type = GraphInput::Kind::Constant;
  /// Name in the state dict, or path of the attribute.
  std::string Target;
  torch::Tensor Tensor;
};

/// Replaces the attributes that the graph of a module's method reads: tensors by further inputs of
/// the graph, `training` by the given value, and all else by constants.
class ScriptAttributes
{
public:
  /// The first input of the graph is the module. Those of all parameters and buffers are added, in
  /// the module's order, whether the code reads them or not.
  ScriptAttributes(torch::jit::Graph& graph, const torch::jit::Module& module, bool training);

  /// Throws Error if there is an attribute that neither is a constant nor consists of tensors.
  void Replace();

  /// What the added inputs are, in their order.
  const std::vector<HeldTensor>& Held() const { return this->Tensors; }

private:
  struct Object
  {
    c10::IValue Value;
    /// Ends in a dot, unless it is the module itself.
    std::string Path;
  };

  void ReplaceIn(torch::jit::Block& block);
  void ReplaceOne(torch::jit::Node& node);
  torch::jit::Value* Insert(const c10::IValue& value, const std::string& path);
  torch::jit::Value* InputFor(const torch::Tensor& tensor, const std::string& path);
  torch::jit::Value* AddInput(
    GraphInput::Kind kind, const std::string& target, const torch::Tensor& tensor);
  std::vector<torch::jit::Value*> InsertAll(
    c10::ArrayRef<c10::IValue> members, const std::string& path);

  torch::jit::Graph& Graph;
  bool Training;
  std::vector<HeldTensor> Tensors;
  std::map<const void*, torch::jit::Value*> Inputs;
  std::map<const torch::jit::Value*, Object> Objects;
};

} // namespace losslandscape

#endif
