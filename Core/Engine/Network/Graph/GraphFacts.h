// SPDX-License-Identifier: BSD-3-Clause
// Internal to Core/Engine: the interface uses types of LibTorch.
#ifndef losslandscape_Engine_Network_Graph_GraphFacts_h
#define losslandscape_Engine_Network_Graph_GraphFacts_h

#include "Core/Engine/Network/NetworkModule.h"
#include "Core/Files/Networks/NetworkProgram.h"

#include <map>
#include <string>

namespace losslandscape
{

/// The layouts of parameters that do not have their outputs along dimension 0, by name: the
/// operators that use them tell. Of several uses the first counts.
std::map<std::string, FilterLayout> LayoutsIn(const NetworkProgram& program);

/// The momentum of each batch norm, by the name of its running mean; 1 for the mean of all batches
/// (None in Python). One whose momentum the graph does not tell is left out.
std::map<std::string, double> MomentaIn(const NetworkGraph& graph);

/// How often each batch norm that does not count its batches by itself runs in one call, by the
/// name of its running mean.
std::map<std::string, std::int64_t> NormRunsIn(const NetworkGraph& graph);

} // namespace losslandscape

#endif
