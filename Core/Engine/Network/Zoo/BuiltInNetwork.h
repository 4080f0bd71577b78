// SPDX-License-Identifier: BSD-3-Clause
// Internal to Core/Engine: the interface uses types of LibTorch.
#ifndef losslandscape_Engine_Network_Zoo_BuiltInNetwork_h
#define losslandscape_Engine_Network_Zoo_BuiltInNetwork_h

#include "Core/Engine/Network/NetworkModule.h"
#include "Core/Engine/Network/Zoo/BuiltInOptions.h"

namespace losslandscape
{

/// A network of the zoo, whose weights are undefined until they are assigned (those of norm layers
/// are 1, their biases 0). No random numbers are drawn for them: that takes long for a large
/// network, and would disturb those of the program that the suite is loaded into. Throws Error for
/// an unknown architecture (listing the known ones) and for inputs it cannot take.
std::unique_ptr<NetworkModule> MakeBuiltInNetwork(const BuiltInOptions& options);

} // namespace losslandscape

#endif
