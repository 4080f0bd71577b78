// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Common/Error.h"
#include "Core/Files/Checkpoints/CheckpointSelection.h"
#include "Core/Files/Checkpoints/TensorCandidates.h"
#include "Core/Files/NumPy/NumpyPickle.h"

#include <algorithm>
#include <string>

namespace losslandscape
{
namespace
{

/// The number of steps that a walk through the tree may take. Members that are shared are visited
/// once for each path that leads to them: a few times in honest files, exponentially often in
/// malicious ones.
std::size_t StepLimit(const PickleTree& tree)
{
  constexpr std::size_t most = std::size_t(1) << 23;
  constexpr std::size_t always = std::size_t(1) << 16;
  constexpr std::size_t visits = 64;
  std::size_t members = tree.Nodes.size();
  for (const PickleNode& node : tree.Nodes)
  {
    members += node.Items.size();
  }
  return std::min(most, always + visits * members);
}

/// Walks everything that the file stores, within limits on depth and steps.
class TensorWalk
{
public:
  TensorWalk(const TorchFile& file, MemoryBudget& budget, CandidateList& found)
    : File(file), Budget(budget), Found(found), MostSteps(StepLimit(file.Tree))
  {
  }

  void Visit(PickleId id)
  {
    this->CountStep();
    if (IsTorchTensor(this->File.Tree, id))
    {
      this->AddTorch(id);
    }
    else if (IsNumpyValue(this->File.Tree, id))
    {
      this->AddCandidate({ this->Path, id, std::nullopt });
    }
    else if (std::find(this->Ancestors.begin(), this->Ancestors.end(), id) == this->Ancestors.end())
    {
      this->VisitChildren(id);
    }
  }

private:
  void CountStep()
  {
    constexpr std::size_t deepest = 64;
    if (++this->Steps > this->MostSteps || this->Ancestors.size() > deepest)
    {
      throw Error("stored object is nested too deeply or too large")
        .Expected("at most 64 levels and " + std::to_string(this->MostSteps) + " entries")
        .Advice("save the tensors alone, in a dict or tuple");
    }
  }

  void AddCandidate(Candidate candidate)
  {
    constexpr std::uint64_t overhead = 256;
    this->Budget.Take(candidate.Name.size() + overhead);
    this->Found.Add(std::move(candidate));
  }

  void AddTorch(PickleId id)
  {
    std::string unsupported;
    auto tensor = ParseTorchTensor(this->File.Tree, id, unsupported);
    if (tensor)
    {
      this->AddCandidate({ this->Path, id, std::move(tensor) });
    }
  }

  void VisitChildren(PickleId id)
  {
    this->Ancestors.push_back(id);
    const std::size_t length = this->Path.size();
    ForEachChild(this->File.Tree, id,
      [&](std::string_view name, PickleId child)
      {
        this->Budget.Take(name.size() / 16);
        this->Path.append(this->Path.empty() ? "" : ".").append(name);
        this->Visit(child);
        this->Path.resize(length);
        return true;
      });
    this->Ancestors.pop_back();
  }

  const TorchFile& File;
  MemoryBudget& Budget;
  CandidateList& Found;
  const std::size_t MostSteps;
  std::vector<PickleId> Ancestors;
  std::string Path;
  std::size_t Steps = 0;
};

} // namespace

NamedArrays CollectTensors(const TorchFile& file)
{
  MemoryBudget budget(file.FileSize);
  CandidateList found;
  TensorWalk(file, budget, found).Visit(file.Tree.Root);
  return DecodeCandidates(file, found.Items, budget);
}

} // namespace losslandscape
