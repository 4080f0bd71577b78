// SPDX-License-Identifier: BSD-3-Clause
#ifndef losslandscape_Files_Checkpoints_TensorCandidates_h
#define losslandscape_Files_Checkpoints_TensorCandidates_h

#include "Core/Files/Checkpoints/TorchFile.h"

#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

namespace losslandscape
{

/// A tensor or NumPy array on the way to its values.
struct Candidate
{
  std::string Name;
  PickleId Id = NoPickle;
  std::optional<TorchTensor> Torch; ///< nothing: a NumPy array
};

/// Candidates by name; as in Python, a repeated name replaces the value and keeps the place.
class CandidateList
{
public:
  void Add(Candidate candidate);

  std::vector<Candidate> Items;

private:
  std::unordered_map<std::string, std::size_t> Places;
};

/// Values of all candidates, in their order.
NamedArrays DecodeCandidates(
  const TorchFile& file, const std::vector<Candidate>& candidates, MemoryBudget& budget);

} // namespace losslandscape

#endif
