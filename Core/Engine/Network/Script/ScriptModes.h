// SPDX-License-Identifier: BSD-3-Clause
// Internal to Core/Engine: the interface uses types of LibTorch.
#ifndef losslandscape_Engine_Network_Script_ScriptModes_h
#define losslandscape_Engine_Network_Script_ScriptModes_h

#include "Core/Engine/Network/Script/ScriptTranslation.h"

namespace losslandscape
{

/// The graph that does what `evaluation` does in evaluation and `training` in training, by the
/// modes that it is run in. Switches of dropout and normalisation that are on in both follow the
/// mode too if `hasSwitch`, that is, if the module has an attribute `training`: tracing a network
/// in training mode writes them so. Those that are off in both stay off. Throws Error if the two
/// differ in anything else.
NetworkGraph GraphOfBothModes(
  const TranslatedScript& evaluation, const TranslatedScript& training, bool hasSwitch);

} // namespace losslandscape

#endif
