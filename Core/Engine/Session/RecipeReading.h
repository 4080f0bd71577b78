// SPDX-License-Identifier: BSD-3-Clause
#ifndef losslandscape_Engine_Session_RecipeReading_h
#define losslandscape_Engine_Session_RecipeReading_h

#include "Core/Common/Grid.h"
#include "Core/Engine/Plane/Plane.h"

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace losslandscape
{

class Session;

/// What a recipe (LandscapeRecipe) says of a landscape: enough to go back to the network.
struct RecipeContents
{
  ProblemOptions TheProblem;
  DirectionOptions Directions;
  Grid TheGrid;
  /// Of a landscape over training: which of the checkpoint files is the centre.
  std::optional<std::size_t> Checkpoint;
  /// Samples per forward pass that were really used.
  std::int64_t BatchSize = 0;
  /// SHA-256 that the recipe has of the network's file (empty for a built-in network), weights,
  /// data and directions.
  std::string NetworkFileHash;
  std::string WeightsHash;
  std::string DataHash;
  std::vector<std::string> DirectionHashes;
  /// Of principal components: the shares in the variance.
  std::vector<double> ExplainedVarianceRatio;
};

/// Throws Error for a text that is no recipe of a landscape, or lacks something, saying what.
RecipeContents ReadRecipe(const std::string& recipe);

/// The plane that the landscape was computed on, loaded from the files that the recipe names
/// (shipped weights that are somewhere else now are found). Throws Error if a file is missing, and
/// if network, weights, data or directions are not the ones of the landscape, by their hashes. The
/// last bits of principal components depend on the libraries' versions: they are the same if their
/// shares in the variance are.
std::shared_ptr<const Plane> PlaneOfRecipe(
  const RecipeContents& recipe, Session& cache, const Progress& progress = {});

} // namespace losslandscape

#endif
