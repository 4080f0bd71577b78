// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Files/Checkpoints/TensorCandidates.h"

#include "Core/Files/NumPy/NumpyPickle.h"

namespace losslandscape
{

void CandidateList::Add(Candidate candidate)
{
  const auto place = this->Places.emplace(candidate.Name, this->Items.size());
  if (place.second)
  {
    this->Items.push_back(std::move(candidate));
  }
  else
  {
    this->Items[place.first->second] = std::move(candidate);
  }
}

NamedArrays DecodeCandidates(
  const TorchFile& file, const std::vector<Candidate>& candidates, MemoryBudget& budget)
{
  std::vector<std::pair<std::string, TorchTensor>> tensors;
  for (const Candidate& candidate : candidates)
  {
    if (candidate.Torch)
    {
      tensors.emplace_back(candidate.Name, *candidate.Torch);
    }
  }
  NamedArrays gathered = GatherTensors(tensors, *file.Storages, budget);
  NamedArrays arrays;
  auto next = gathered.begin();
  for (const Candidate& candidate : candidates)
  {
    if (candidate.Torch)
    {
      arrays.push_back(std::move(*next++));
    }
    else
    {
      budget.Take(NumpyByteCount(file.Tree, candidate.Id));
      arrays.emplace_back(candidate.Name, DecodeNumpyValue(file.Tree, candidate.Id));
    }
  }
  return arrays;
}

} // namespace losslandscape
