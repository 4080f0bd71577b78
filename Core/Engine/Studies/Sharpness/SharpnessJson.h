// SPDX-License-Identifier: BSD-3-Clause
#ifndef losslandscape_Engine_Studies_Sharpness_SharpnessJson_h
#define losslandscape_Engine_Studies_Sharpness_SharpnessJson_h

#include "Core/Common/OptionsJson.h"
#include "Core/Engine/Studies/Sharpness/NetworkSharpness.h"

namespace losslandscape
{

/// Names these options in recipes (see OptionsJson.h).
template <typename Archive>
void MapOptions(Archive& archive, Mapped<Archive, SharpnessOptions>& options)
{
  auto& [epsilon, ascentSteps, samRadius, asamRadius, directions, ignoreBiasAndNorm,
    doublePrecision, seed] = options;
  archive.Group("epsilon_sharpness",
    [&](auto& group)
    {
      group.Value("epsilon", epsilon);
      group.Value("steps", ascentSteps);
    });
  archive.Value("sam_radius", samRadius);
  archive.Value("asam_radius", asamRadius);
  archive.Group("filter_normalized_curvature",
    [&](auto& group)
    {
      group.Value("directions", directions);
      group.Value("ignore_bias_and_norm", ignoreBiasAndNorm);
    });
  archive.Value("double_precision", doublePrecision);
  archive.Value("seed", seed);
}

} // namespace losslandscape

#endif
