// SPDX-License-Identifier: BSD-3-Clause
// Internal to Core/Engine: the interface uses types of LibTorch.
#ifndef losslandscape_Engine_Network_Zoo_Registry_h
#define losslandscape_Engine_Network_Zoo_Registry_h

#include "Core/Engine/Network/Zoo/Definition.h"

namespace losslandscape
{

/// The network that the options name, with undefined weights (see WeightLayers.h). Throws Error for
/// an unknown name, listing the known ones, and for inputs that the network cannot take.
Definition DefineNetwork(const BuiltInOptions& options);

} // namespace losslandscape

#endif
