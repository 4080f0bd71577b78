// SPDX-License-Identifier: BSD-3-Clause
// Private to Core/Network: shows Torch types.
#ifndef losslandscape_Network_Device_h
#define losslandscape_Network_Device_h

#include <torch/torch.h>

#include <string>

namespace losslandscape
{

/// "Auto": the first CUDA device if there is one, else the processor. "cpu", "cuda", "cuda:N": that
/// one. Throws Error for other names and for CUDA asked for but absent.
torch::Device ResolveDevice(const std::string& name);

} // namespace losslandscape

#endif
