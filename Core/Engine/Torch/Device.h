// SPDX-License-Identifier: BSD-3-Clause
// Internal to Core/Engine: the interface uses types of LibTorch.
#ifndef losslandscape_Engine_Torch_Device_h
#define losslandscape_Engine_Torch_Device_h

#include "Core/Engine/Torch/Tensors.h"

#include <string>

namespace losslandscape
{

/// The device that a `Device` property names:
/// - "Auto" or "": a CUDA device if there is one, else the processor;
/// - "cpu": the processor;
/// - "cuda": a CUDA device;
/// - "cuda:N": the CUDA device of that number, counted from 0.
/// Where the name leaves the CUDA device open, the process's rank on its machine decides (see
/// LocalRank), so that ranks share several devices evenly; a single process gets the first one.
/// Throws Error for other names, and for CUDA asked for but absent.
torch::Device ResolveDevice(const std::string& name);

} // namespace losslandscape

#endif
