// SPDX-License-Identifier: BSD-3-Clause
#ifndef losslandscape_Files_Checkpoints_EntryKinds_h
#define losslandscape_Files_Checkpoints_EntryKinds_h

#include "Core/Files/Pickle/PickleTree.h"

#include <string_view>
#include <vector>

namespace losslandscape
{

/// Names that programs give to the network in a checkpoint, the likeliest first.
const std::vector<const char*>& UsualNetworkNames();
bool IsUsualNetworkName(std::string_view name);

/// Whether an entry of this name cannot be a network or part of one. The word random in it counts
/// only alone or with state (random_state), since networks may be called random, too.
bool IsForeignName(std::string_view name);

/// Whether a list of tensors of this name is one that an optimizer keeps for each parameter, or
/// gradients (exp_avg, momentum_buffers, grads). Networks have such names, too (momentum_encoder),
/// but have names for their tensors.
bool IsOptimizerListName(std::string_view name);

/// Whether the entry is what an optimizer's state_dict() returns, whatever it is called.
bool IsOptimizer(const PickleTree& tree, PickleId id);

/// Whether it is a dict, list or tuple.
bool IsContainer(const PickleTree& tree, PickleId id);

} // namespace losslandscape

#endif
