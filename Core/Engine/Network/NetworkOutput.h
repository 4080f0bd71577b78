// SPDX-License-Identifier: BSD-3-Clause
// Internal to Core/Engine: the interface uses types of LibTorch.
#ifndef losslandscape_Engine_Network_NetworkOutput_h
#define losslandscape_Engine_Network_NetworkOutput_h

#include "Core/Engine/Torch/Tensors.h"

#include <ATen/core/ivalue.h>

#include <string>

namespace losslandscape
{

/// The tensor that a network returns; a number becomes one. Throws Error that names the file `path`
/// if it returns anything else.
torch::Tensor OnlyTensor(const c10::IValue& result, const std::string& path);

} // namespace losslandscape

#endif
