// SPDX-License-Identifier: BSD-3-Clause
// Internal to Core/Engine: the interface uses types of LibTorch.
#ifndef losslandscape_Engine_Problem_ClassOutputs_h
#define losslandscape_Engine_Problem_ClassOutputs_h

#include "Core/Engine/Network/NetworkModule.h"

namespace losslandscape
{

/// A network's outputs for a batch of inputs, (samples, classes): on the processor, in double
/// precision, contiguous. Throws Error unless they have this shape with two or more classes.
torch::Tensor ClassOutputs(NetworkModule& network, const torch::Tensor& inputs);

} // namespace losslandscape

#endif
