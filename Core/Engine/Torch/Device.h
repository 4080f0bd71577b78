// SPDX-License-Identifier: BSD-3-Clause
// Shows Torch types.
#ifndef losslandscape_Engine_Torch_Device_h
#define losslandscape_Engine_Torch_Device_h

#include "Core/Engine/Torch/Tensors.h"

#include <string>

namespace losslandscape
{

/// "Auto": a CUDA device if there is one, else the processor. "cpu", "cuda:N": that one. "cuda": a
/// CUDA device. Which one depends on the rank of the process on its machine (see LocalRank), so
/// that ranks share several devices evenly; it is the first one for a single process. Throws Error
/// for other names and for CUDA asked for but absent.
torch::Device ResolveDevice(const std::string& name);

} // namespace losslandscape

#endif
