// SPDX-License-Identifier: BSD-3-Clause
#ifndef losslandscape_Engine_Studies_Spectrum_SpectrumJson_h
#define losslandscape_Engine_Studies_Spectrum_SpectrumJson_h

#include "Core/Common/OptionsJson.h"
#include "Core/Engine/Studies/Spectrum/HessianSpectrum.h"

namespace losslandscape
{

/// Names these options in recipes (see OptionsJson.h).
template <typename Archive>
void MapOptions(Archive& archive, Mapped<Archive, HessianSpectrumOptions>& options)
{
  auto& [largest, smallest, tolerance, maximumProducts, probes, steps, perLayer, doublePrecision,
    seed] = options;
  archive.Group("eigenvalues",
    [&](auto& group)
    {
      group.Value("largest", largest);
      group.Value("smallest", smallest);
      group.Value("tolerance", tolerance);
      group.Value("maximum_products", maximumProducts);
    });
  archive.Group("density",
    [&](auto& group)
    {
      group.Value("probes", probes);
      group.Value("lanczos_steps", steps);
    });
  archive.Value("per_layer", perLayer);
  archive.Value("double_precision", doublePrecision);
  archive.Value("seed", seed);
}

} // namespace losslandscape

#endif
