// SPDX-License-Identifier: BSD-3-Clause
#ifndef losslandscape_Engine_Plane_Direction_h
#define losslandscape_Engine_Plane_Direction_h

#include <cstdint>
#include <string>
#include <vector>

namespace losslandscape
{

/// How directions are made. The values are stored in state files: they never change.
enum class DirectionMethod
{
  Random = 0,              ///< standard normal numbers, then normalised
  PCA = 1,                 ///< principal components of training runs (Li et al. 2018, section 7)
  BetweenCheckpoints = 2,  ///< differences of the next checkpoints to the first one
  HessianEigenvectors = 3, ///< eigenvectors of length 1 of the Hessian at the centre
  File = 4                 ///< stored ones, one file per axis; neither normalised nor masked
};

/// Which parts of a random direction are scaled to the norm of the same part of the weights (Li et
/// al. 2018, section 4). A filter is the set of weights that feed one output of a layer; a
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
  Largest,           ///< those of the largest, second and third largest eigenvalue
  LargestAndSmallest ///< those of the largest, smallest (most negative) and second largest one
};

struct DirectionOptions
{
  DirectionMethod Method = DirectionMethod::Random;
  losslandscape::Normalization Normalization = losslandscape::Normalization::Filter;
  /// Whether one-dimensional parameters (biases, scales and shifts of norm layers) stay where they
  /// are. For Random, PCA and HessianEigenvectors (which are then those of the Hessian's block of
  /// the other parameters).
  bool IgnoreBiasAndNorm = true;
  /// Random: each direction is made orthogonal to the ones before it within every part that the
  /// normalisation scales, and scaled again, so that both properties hold (a part of a single
  /// number stays as it is, since it has no orthogonal complement). BetweenCheckpoints: each
  /// direction is made orthogonal to the ones before it, as a whole and without scaling.
  bool Orthogonalize = false;
  /// Seed of Random directions.
  std::uint64_t Seed = 0;
  /// For File: one state dict per axis (name -> direction); parameters that a file does not name do
  /// not move. Or HDF5 files of loss-landscape: one alone serves the axes x and y, if it has both
  /// directions; one for each axis gives its xdirection, or the one named behind a colon
  /// (file.h5:ydirection).
  std::vector<std::string> Files;
  /// Checkpoints of one or several training runs, in order. PCA and BetweenCheckpoints make
  /// directions from them; whatever the method, they are projected onto the plane. Empty entries do
  /// not count.
  std::vector<std::string> CheckpointFiles;
  /// Whether PCA is that of differences to the mean of all checkpoints, instead of differences to
  /// the centre.
  bool CenterPca = false;
  /// Which eigenvectors HessianEigenvectors takes.
  EigenvectorChoice Eigenvectors = EigenvectorChoice::Largest;
  /// Threads that HessianEigenvectors are computed on (0: one per processor). The directions do not
  /// depend on it.
  int Threads = 0;
};

/// What is known of a direction that is an eigenvector u of the Hessian H (or of its block of the
/// parameters that move).
struct DirectionCurvature
{
  double Eigenvalue = 0.0;
  /// |H u - lambda u|.
  double Residual = 0.0;
};

const char* DirectionMethodName(DirectionMethod method);
const char* NormalizationName(Normalization normalization);
const char* EigenvectorChoiceName(EigenvectorChoice choice);

} // namespace losslandscape

#endif
