// SPDX-License-Identifier: BSD-3-Clause
#ifndef losslandscape_Engine_Studies_Decision_InputPlaneJson_h
#define losslandscape_Engine_Studies_Decision_InputPlaneJson_h

#include "Core/Common/OptionsJson.h"
#include "Core/Engine/Studies/Decision/InputPlane.h"

namespace losslandscape
{

/// Names these options in recipes (see OptionsJson.h).
template <typename Archive>
void MapOptions(Archive& archive, Mapped<Archive, InputPlaneOptions>& options)
{
  auto& [kind, samples] = options;
  archive.Name("kind", kind,
    { InputPlaneKind::Automatic, InputPlaneKind::AllInputs, InputPlaneKind::ThreeSamples },
    InputPlaneName);
  archive.ValueIf(kind != InputPlaneKind::AllInputs, "samples", samples);
}

} // namespace losslandscape

#endif
