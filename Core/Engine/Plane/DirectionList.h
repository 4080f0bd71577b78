// SPDX-License-Identifier: BSD-3-Clause
#ifndef losslandscape_Engine_Plane_DirectionList_h
#define losslandscape_Engine_Plane_DirectionList_h

#include "Core/Common/DenseArray.h"
#include "Core/Engine/Network/NetworkModule.h"

#include <map>
#include <string>
#include <vector>

namespace losslandscape
{

/// Gives the tensors of a direction without names, as files of loss-landscape hold them, the names
/// that they have in the network: those of its parameters in the order of Python's
/// model.parameters(), or of parameters and buffers in the order of its state dict (with or without
/// the counters num_batches_tracked, which PyTorch before 0.4.1 did not have). Throws Error naming
/// `where` and the first tensor whose shape fits neither.
std::map<std::string, DenseArray> NameTensors(
  const NetworkModule& network, std::vector<DenseArray> tensors, const std::string& where);

} // namespace losslandscape

#endif
