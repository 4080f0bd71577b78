// SPDX-License-Identifier: BSD-3-Clause
#ifndef losslandscape_Network_Direction_h
#define losslandscape_Network_Direction_h

#include <cstdint>
#include <string>
#include <vector>

namespace losslandscape
{

/// The values are stored in state files: they never change. 1 to 3 belong to methods that need
/// checkpoints or curvature.
enum class DirectionMethod
{
  Random = 0, ///< standard normal numbers, then normalised
  File = 4    ///< as stored, one file per axis; neither normalised nor masked
};

/// Li et al. 2018, section 4: which part of a random direction is scaled to the norm of the same
/// part of the weights. A filter is the set of weights that feed one output of a layer; a
/// one-dimensional parameter counts as one filter.
enum class Normalization
{
  Filter,
  Layer,
  Network,
  None
};

struct DirectionOptions
{
  DirectionMethod Method = DirectionMethod::Random;
  losslandscape::Normalization Normalization = losslandscape::Normalization::Filter;
  /// One-dimensional parameters (biases, scales and shifts of norm layers) do not move.
  bool IgnoreBiasAndNorm = true;
  /// Each direction is made orthogonal to the ones before it, within every part that the
  /// normalisation scales, and scaled again: so both properties hold (a part of a single number
  /// stays as it is, since it has no orthogonal complement).
  bool Orthogonalize = false;
  std::uint64_t Seed = 0;
  /// One state dict per axis (name -> direction), for DirectionMethod::File. Parameters that a file
  /// does not name do not move.
  std::vector<std::string> Files;
};

const char* DirectionMethodName(DirectionMethod method);
const char* NormalizationName(Normalization normalization);

} // namespace losslandscape

#endif
