// SPDX-License-Identifier: BSD-3-Clause
// Private to Core/Network: shows Torch types.
#ifndef losslandscape_Network_DenseTensor_h
#define losslandscape_Network_DenseTensor_h

#include "Core/Common/DenseArray.h"

#include <torch/torch.h>

namespace losslandscape
{

/// Copies between the two representations of a tensor, element types unchanged.
torch::Tensor ToTensor(const DenseArray& array);
DenseArray ToDenseArray(const torch::Tensor& tensor);

} // namespace losslandscape

#endif
