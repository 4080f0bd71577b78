// SPDX-License-Identifier: BSD-3-Clause
#ifndef losslandscape_Engine_Plane_Direction_h
#define losslandscape_Engine_Plane_Direction_h

#include <cstdint>
#include <string>
#include <vector>

namespace losslandscape
{

/// The values are stored in state files: they never change.
enum class DirectionMethod
{
  Random = 0,              ///< standard normal numbers, then normalised
  PCA = 1,                 ///< principal components of training runs (Li et al. 2018, section 7)
  BetweenCheckpoints = 2,  ///< from the first checkpoint to the next ones
  HessianEigenvectors = 3, ///< of the loss at the centre, of length 1
  File = 4                 ///< as stored, one file per axis; neither normalised nor masked
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

/// Which eigenvectors of the Hessian are the axes. The values are stored in state files.
enum class EigenvectorChoice
{
  Largest,           ///< of the largest, second and third largest eigenvalue
  LargestAndSmallest ///< of the largest, the smallest (most negative) and the second largest one
};

struct DirectionOptions
{
  DirectionMethod Method = DirectionMethod::Random;
  losslandscape::Normalization Normalization = losslandscape::Normalization::Filter;
  /// One-dimensional parameters (biases, scales and shifts of norm layers) do not move. For Random,
  /// PCA and HessianEigenvectors (eigenvectors of the Hessian's block of the other parameters).
  bool IgnoreBiasAndNorm = true;
  /// Random: each direction is made orthogonal to the ones before it, within every part that the
  /// normalisation scales, and scaled again: so both properties hold (a part of a single number
  /// stays as it is, since it has no orthogonal complement). BetweenCheckpoints: each direction is
  /// made orthogonal to the ones before it, as a whole and without scaling.
  bool Orthogonalize = false;
  std::uint64_t Seed = 0;
  /// One state dict per axis (name -> direction), for DirectionMethod::File. Parameters that a file
  /// does not name do not move.
  std::vector<std::string> Files;
  /// One or several training runs, in order: for PCA and BetweenCheckpoints, and in any case what
  /// is projected onto the plane. Empty entries do not count.
  std::vector<std::string> CheckpointFiles;
  /// PCA of differences to the mean of all checkpoints, instead of differences to the centre.
  bool CenterPca = false;
  /// For HessianEigenvectors.
  EigenvectorChoice Eigenvectors = EigenvectorChoice::Largest;
  /// Threads that HessianEigenvectors are computed on (0: one per processor); never changes them.
  int Threads = 0;
};

const char* DirectionMethodName(DirectionMethod method);
const char* NormalizationName(Normalization normalization);
const char* EigenvectorChoiceName(EigenvectorChoice choice);

} // namespace losslandscape

#endif
