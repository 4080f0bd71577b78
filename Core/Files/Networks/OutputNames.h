// SPDX-License-Identifier: BSD-3-Clause
// Internal to Core/Files/Networks.
#ifndef losslandscape_Files_Networks_OutputNames_h
#define losslandscape_Files_Networks_OutputNames_h

#include <nlohmann/json.hpp>

#include <string>
#include <vector>

namespace losslandscape
{

/// What a network calls its outputs, in order, by the entry `module_call_graph` of an exported
/// program: the keys of a dict, the places in a tuple or a list ("0", "1", ...), and both joined by
/// dots where they are nested. A single tensor is called "0". Empty if the entry does not tell.
std::vector<std::string> OutputNames(const nlohmann::json& moduleCalls);

} // namespace losslandscape

#endif
