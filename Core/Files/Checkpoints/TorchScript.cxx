// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Files/Checkpoints/TorchScript.h"

#include "Core/Common/Error.h"
#include "Core/Common/TextEnds.h"
#include "Core/Files/Checkpoints/TensorCandidates.h"
#include "Core/Files/Checkpoints/TorchFile.h"

#include <unordered_map>

namespace losslandscape
{
namespace
{

/// Walks the module and those in it. Modules that are shared are visited once for each of their
/// names, so every step takes from the budget of memory.
class ModuleWalk
{
public:
  ModuleWalk(const TorchScriptFile& script, MemoryBudget& budget, Checkpoint& checkpoint)
    : Classes(script.Classes), Tree(script.File.Tree), Budget(budget), Result(checkpoint)
  {
  }

  void Visit(PickleId module, const std::string& prefix, int depth)
  {
    constexpr int deepest = 64;
    if (depth > deepest)
    {
      throw Error("modules are nested too deeply").Expected("at most 64 levels");
    }
    std::unordered_map<std::string, PickleId> attributes;
    std::vector<std::pair<std::string, PickleId>> parts;
    ForEachChild(this->Tree, module,
      [&](std::string_view name, PickleId value)
      {
        this->TakeStep(prefix.size() + name.size());
        attributes[std::string(name)] = value;
        if (this->ClassOf(value))
        {
          parts.emplace_back(prefix + std::string(name) + ".", value);
        }
        return true;
      });
    for (const std::string& name : *this->ClassOf(module))
    {
      const auto found = attributes.find(name);
      this->TakeStep(prefix.size() + name.size());
      if (found != attributes.end() && IsTorchTensor(this->Tree, found->second))
      {
        this->Add(prefix + name, found->second);
      }
    }
    for (const auto& [part, value] : parts)
    {
      this->Visit(value, part, depth + 1);
    }
  }

  /// The attributes of a module's class that are in its state dict; null for what is no module.
  const std::vector<std::string>* ClassOf(PickleId id) const
  {
    if (this->Tree[id].Kind != PickleKind::Call ||
      this->Tree[this->Tree[id].Items[0]].Kind != PickleKind::Global)
    {
      return nullptr;
    }
    const std::vector<PickleId>& names = this->Tree[this->Tree[id].Items[0]].Items;
    const auto found =
      this->Classes.find(this->Tree[names[0]].Text + "." + this->Tree[names[1]].Text);
    return found == this->Classes.end() ? nullptr : &found->second;
  }

  CandidateList Found;

private:
  void TakeStep(std::size_t length)
  {
    constexpr std::uint64_t overhead = 256;
    this->Budget.Take(length + overhead);
  }

  void Add(const std::string& name, PickleId id)
  {
    std::string unsupported;
    auto tensor = ParseTorchTensor(this->Tree, id, unsupported);
    if (tensor)
    {
      this->Found.Add({ name, id, std::move(tensor) });
    }
    else
    {
      this->Result.Skipped.push_back(name.substr(0, 80) + ": " + unsupported);
    }
  }

  const ScriptClasses& Classes;
  const PickleTree& Tree;
  MemoryBudget& Budget;
  Checkpoint& Result;
};

} // namespace

Checkpoint ReadTorchScriptState(const std::string& path)
{
  const TorchScriptFile script = OpenTorchScript(path);
  Checkpoint checkpoint;
  checkpoint.Format = script.File.Format;
  MemoryBudget budget(script.File.FileSize);
  ModuleWalk walk(script, budget, checkpoint);
  if (!walk.ClassOf(script.File.Tree.Root))
  {
    throw Error("malformed TorchScript file")
      .Expected("a module of a class that its code declares")
      .Found(script.File.Tree.Describe(script.File.Tree.Root));
  }
  walk.Visit(script.File.Tree.Root, "", 0);
  checkpoint.Tensors = DecodeCandidates(script.File, walk.Found.Items, budget);
  return checkpoint;
}

} // namespace losslandscape
