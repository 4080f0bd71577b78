// SPDX-License-Identifier: BSD-3-Clause
#ifndef losslandscape_Engine_Studies_Connectivity_ConnectivityJson_h
#define losslandscape_Engine_Studies_Connectivity_ConnectivityJson_h

#include "Core/Common/OptionsJson.h"
#include "Core/Engine/Studies/Connectivity/BezierPath.h"
#include "Core/Engine/Studies/Training/LearningRateJson.h"

namespace losslandscape
{

/// Names these options in recipes (see OptionsJson.h).
template <typename Archive>
void MapOptions(Archive& archive, Mapped<Archive, BendOptions>& options)
{
  auto& [learningRate, momentum, epochs, batchSize, seed, threads] = options;
  MapOptions(archive, learningRate);
  archive.Value("momentum", momentum);
  archive.Value("epochs", epochs);
  archive.Value("batch_size", batchSize);
  archive.Value("seed", seed);
  archive.Value("threads", threads);
}

template <typename Archive>
void MapOptions(Archive& archive, Mapped<Archive, PathOptions>& options)
{
  auto& [points, orthogonalize] = options;
  archive.Value("points", points);
  archive.Value("orthogonalize", orthogonalize);
}

} // namespace losslandscape

#endif
