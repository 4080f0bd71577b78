// SPDX-License-Identifier: BSD-3-Clause
// Internal to Core/Engine: the interface uses types of LibTorch.
#ifndef losslandscape_Engine_Network_Graph_EvaluationGraph_h
#define losslandscape_Engine_Network_Graph_EvaluationGraph_h

#include "Core/Files/Networks/NetworkGraph.h"

namespace losslandscape
{

/// The graph of a network in evaluation, as those want it who look for patterns in it: without
/// dropout, copies and checks, and with new values in place of writes (relu_ becomes relu) wherever
/// nobody could tell. Values that are computed for nobody are left out. It computes the same
/// outputs from the same inputs.
NetworkGraph InEvaluation(const NetworkGraph& graph);

} // namespace losslandscape

#endif
