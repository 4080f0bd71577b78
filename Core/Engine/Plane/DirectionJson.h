// SPDX-License-Identifier: BSD-3-Clause
#ifndef losslandscape_Engine_Plane_DirectionJson_h
#define losslandscape_Engine_Plane_DirectionJson_h

#include "Core/Common/OptionsJson.h"
#include "Core/Engine/Plane/Direction.h"

namespace losslandscape
{

/// Names these options in recipes and keys (see OptionsJson.h).
template <typename Archive>
void MapOptions(Archive& archive, Mapped<Archive, DirectionOptions>& options)
{
  auto& [method, normalization, ignoreBiasAndNorm, orthogonalize, seed, files, checkpointFiles,
    centerPca, eigenvectors, threads] = options;
  // The number of threads never changes a direction, so neither recipes nor keys have it.
  static_cast<void>(threads);
  archive.Name("method", method,
    { DirectionMethod::Random, DirectionMethod::PCA, DirectionMethod::BetweenCheckpoints,
      DirectionMethod::HessianEigenvectors, DirectionMethod::File },
    DirectionMethodName);
  const bool isRandom = method == DirectionMethod::Random;
  const bool isPca = method == DirectionMethod::PCA;
  const bool isBetween = method == DirectionMethod::BetweenCheckpoints;
  const bool isEigenvector = method == DirectionMethod::HessianEigenvectors;
  archive.ValueIf(isRandom, "seed", seed);
  archive.NameIf(isRandom, "normalization", normalization,
    { Normalization::Filter, Normalization::Layer, Normalization::Network, Normalization::None },
    NormalizationName);
  archive.NameIf(isEigenvector, "eigenvectors", eigenvectors,
    { EigenvectorChoice::Largest, EigenvectorChoice::LargestAndSmallest }, EigenvectorChoiceName);
  archive.ValueIf(isRandom || isPca || isEigenvector, "ignore_bias_and_norm", ignoreBiasAndNorm);
  archive.ValueIf(isRandom || isBetween, "orthogonalize", orthogonalize);
  archive.ValueIf(isPca, "centred", centerPca);
  archive.ValueIf(method == DirectionMethod::File, "files", files);
  archive.ValueIf(!checkpointFiles.empty(), "checkpoint_files", checkpointFiles);
}

} // namespace losslandscape

#endif
