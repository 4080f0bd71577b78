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

/// A tensor or NumPy array that was found in a file, before its values are decoded.
struct Candidate
{
  std::string Name;
  PickleId Id = NoPickle;
  std::optional<TorchTensor> Torch; ///< no value for a NumPy array
};

/// Candidates in the order of the file. As in a Python dict, a repeated name replaces the value and
/// keeps the place.
class CandidateList
{
public:
  void Add(Candidate candidate);

  std::vector<Candidate> Items;

private:
  std::unordered_map<std::string, std::size_t> Places;
};

/// Decodes the values of all candidates, in their order.
NamedArrays DecodeCandidates(
  const TorchFile& file, const std::vector<Candidate>& candidates, MemoryBudget& budget);

} // namespace losslandscape

#endif
