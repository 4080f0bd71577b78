// SPDX-License-Identifier: BSD-3-Clause
// Shows Torch types.
#ifndef losslandscape_Engine_Problem_ClassOutputs_h
#define losslandscape_Engine_Problem_ClassOutputs_h

#include "Core/Engine/Network/NetworkModule.h"

namespace losslandscape
{

/// A network's outputs for a batch of inputs, (samples, classes): on the processor, in double
/// precision, row after row. Throws Error if they are not outputs of a classifier.
torch::Tensor ClassOutputs(NetworkModule& network, const torch::Tensor& inputs);

} // namespace losslandscape

#endif
