// SPDX-License-Identifier: BSD-3-Clause
#ifndef losslandscape_Files_Checkpoints_TensorLists_h
#define losslandscape_Files_Checkpoints_TensorLists_h

#include "Core/Files/Checkpoints/StateDictSearch.h"

#include <optional>
#include <vector>

namespace losslandscape
{

/// Finds every list or tuple of nothing but tensors, such as list(network.parameters()), except
/// those of optimizers. Looks into at most 8 levels of containers and lists at most 256 places.
std::vector<StateDictPlace> ListTensorLists(const PickleTree& tree);

/// The first of these lists that stands at the top level or has a usual name of a network, or else
/// the longest; no value if there is none.
std::optional<StateDictPlace> LikeliestTensorList(const PickleTree& tree);

} // namespace losslandscape

#endif
