// SPDX-License-Identifier: BSD-3-Clause
// Internal to Core/Engine: the interface uses types of LibTorch.
#ifndef losslandscape_Engine_Network_Script_ScriptedNetwork_h
#define losslandscape_Engine_Network_Script_ScriptedNetwork_h

#include "Core/Engine/Network/NetworkModule.h"

#include <torch/script.h>

namespace losslandscape
{

/// Loads a TorchScript file (scripted or traced): as a graph, whose origin is the module itself, or
/// as a module that LibTorch runs, where its code is none. `dimensions`: how many the inputs will
/// have, if that is known, which makes more of them graphs. `output`: see NetworkOptions::Output.
/// Throws Error naming the file and the reason.
std::unique_ptr<NetworkModule> LoadScriptedNetwork(const std::string& path,
  std::optional<std::int64_t> dimensions = std::nullopt, const std::string& output = "");

/// A module that LibTorch runs. `path`: for messages.
std::unique_ptr<NetworkModule> MakeScriptedNetwork(
  torch::jit::Module module, const std::string& path, const std::string& output = "");

} // namespace losslandscape

#endif
