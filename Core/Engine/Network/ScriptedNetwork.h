// SPDX-License-Identifier: BSD-3-Clause
// Internal to Core/Engine: the interface uses types of LibTorch.
#ifndef losslandscape_Engine_Network_ScriptedNetwork_h
#define losslandscape_Engine_Network_ScriptedNetwork_h

#include "Core/Engine/Network/NetworkModule.h"

namespace losslandscape
{

/// Loads a TorchScript file (scripted or traced). Throws Error naming the file and the reason.
std::unique_ptr<NetworkModule> LoadScriptedNetwork(const std::string& path);

} // namespace losslandscape

#endif
