// SPDX-License-Identifier: BSD-3-Clause
// Internal to Core/Engine: the interface uses types of LibTorch.
#ifndef losslandscape_Engine_Network_Movement_h
#define losslandscape_Engine_Network_Movement_h

#include "Core/Engine/Network/NetworkModule.h"

#include <set>
#include <string>
#include <vector>

namespace losslandscape
{

/// Whether a parameter's name is that of a pattern, in which `*` stands for any text and `?` for
/// any character, or is below the module that the pattern names (`layer4` has
/// `layer4.0.conv1.weight`).
bool MatchesPattern(const std::string& name, const std::string& pattern);

/// All parameters but those that a pattern names, or without patterns those that were frozen when
/// the network was written (requires_grad was False); if that is all of them, none. Throws Error
/// naming `where`, the network, for a pattern that names no parameter.
std::set<std::string> FixedParameters(
  const NetworkModule& network, const std::vector<std::string>& patterns, const std::string& where);

/// Fixes these. Returns what was fixed in words; empty if nothing was.
std::string RestrictMovement(
  NetworkModule& network, const std::vector<std::string>& patterns, const std::string& where);

} // namespace losslandscape

#endif
