// SPDX-License-Identifier: BSD-3-Clause
// Internal to Core/Engine: the interface uses types of LibTorch.
#ifndef losslandscape_Engine_Network_WeightOrder_h
#define losslandscape_Engine_Network_WeightOrder_h

#include "Core/Engine/Network/WeightMatching.h"

namespace losslandscape
{

/// Whether the names are "0", "1", ..., which tensors of a list have.
bool AreNumbered(const NamedShapes& given);

/// Matches a list by order and shape: with all parameters in the order of
/// torch.nn.Module.parameters(), or, by their count, with all entries in the order of state_dict(),
/// with or without the counters of batch norm. Of shapes that differ the first is told.
WeightMatch MatchByOrder(const NetworkModule& network, const NamedShapes& given);

/// Whether the tensors are a list of parameters alone, for a network whose running statistics are
/// those that it has before training.
bool LeavesInitialStatistics(const NetworkModule& network, const NamedTensors& given);

} // namespace losslandscape

#endif
