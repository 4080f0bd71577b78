// SPDX-License-Identifier: BSD-3-Clause
// Shows Torch types.
#ifndef losslandscape_Engine_Torch_DenseTensor_h
#define losslandscape_Engine_Torch_DenseTensor_h

#include "Core/Common/DenseArray.h"
#include "Core/Engine/Torch/Tensors.h"

namespace losslandscape
{

/// Copies between the two representations of a tensor, element types unchanged.
torch::Tensor ToTensor(const DenseArray& array);
DenseArray ToDenseArray(const torch::Tensor& tensor);

} // namespace losslandscape

#endif
