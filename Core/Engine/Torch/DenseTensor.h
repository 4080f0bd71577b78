// SPDX-License-Identifier: BSD-3-Clause
// Internal to Core/Engine: the interface uses types of LibTorch.
#ifndef losslandscape_Engine_Torch_DenseTensor_h
#define losslandscape_Engine_Torch_DenseTensor_h

#include "Core/Common/DenseArray.h"
#include "Core/Engine/Torch/Tensors.h"

namespace losslandscape
{

/// A copy of the array as a tensor on the processor, of the same element type. Throws Error if
/// LibTorch has no such type.
torch::Tensor ToTensor(const DenseArray& array);
/// A copy of the tensor, which may be on any device, of the same element type. Throws Error for
/// types other than those of DenseArray, such as complex numbers.
DenseArray ToDenseArray(const torch::Tensor& tensor);

} // namespace losslandscape

#endif
