// SPDX-License-Identifier: BSD-3-Clause
// Private to Core/Network: shows Torch types.
#ifndef losslandscape_Network_ScriptedNetwork_h
#define losslandscape_Network_ScriptedNetwork_h

#include "Core/Network/NetworkModule.h"

namespace losslandscape
{

/// Loads a TorchScript file (scripted or traced). Throws Error naming the file and the reason.
std::unique_ptr<NetworkModule> LoadScriptedNetwork(const std::string& path);

} // namespace losslandscape

#endif
