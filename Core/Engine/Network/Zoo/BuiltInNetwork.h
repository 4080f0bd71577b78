// SPDX-License-Identifier: BSD-3-Clause
// Shows Torch types.
#ifndef losslandscape_Engine_Network_Zoo_BuiltInNetwork_h
#define losslandscape_Engine_Network_Zoo_BuiltInNetwork_h

#include "Core/Engine/Network/NetworkModule.h"
#include "Core/Engine/Network/Zoo/Definition.h"

namespace losslandscape
{

/// A network of the zoo, with PyTorch's own initial values drawn from LibTorch's global generator
/// until weights are assigned. Throws Error for an unknown architecture (listing the known ones)
/// and for inputs it cannot take.
std::unique_ptr<NetworkModule> MakeBuiltInNetwork(const BuiltInOptions& options);

} // namespace losslandscape

#endif
