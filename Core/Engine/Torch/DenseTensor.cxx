// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Engine/Torch/DenseTensor.h"

#include "Core/Common/Error.h"

#include <array>
#include <cstring>
#include <utility>

namespace losslandscape
{
namespace
{

constexpr std::array<std::pair<ElementType, torch::ScalarType>, 10> Types = { {
  { ElementType::Float64, torch::kFloat64 },
  { ElementType::Float32, torch::kFloat32 },
  { ElementType::Float16, torch::kFloat16 },
  { ElementType::BFloat16, torch::kBFloat16 },
  { ElementType::Int64, torch::kInt64 },
  { ElementType::Int32, torch::kInt32 },
  { ElementType::Int16, torch::kInt16 },
  { ElementType::Int8, torch::kInt8 },
  { ElementType::UInt8, torch::kUInt8 },
  { ElementType::Bool, torch::kBool },
} };

} // namespace

torch::Tensor ToTensor(const DenseArray& array)
{
  for (const auto& [element, scalar] : Types)
  {
    if (element == array.Type)
    {
      auto tensor = torch::empty(array.Shape, torch::dtype(scalar));
      if (!array.Bytes.empty())
      {
        std::memcpy(tensor.data_ptr(), array.Bytes.data(), array.Bytes.size());
      }
      return tensor;
    }
  }
  throw Error("no LibTorch type for the array").Found(ElementName(array.Type));
}

DenseArray ToDenseArray(const torch::Tensor& tensor)
{
  const torch::Tensor dense = tensor.detach().to(torch::kCPU).contiguous();
  for (const auto& [element, scalar] : Types)
  {
    if (scalar == dense.scalar_type())
    {
      DenseArray array;
      array.Type = element;
      array.Shape = dense.sizes().vec();
      array.Bytes.resize(static_cast<std::size_t>(dense.nbytes()));
      if (!array.Bytes.empty())
      {
        std::memcpy(array.Bytes.data(), dense.data_ptr(), array.Bytes.size());
      }
      return array;
    }
  }
  throw Error("element type of the tensor is not supported")
    .Expected("real or integer numbers")
    .Found(c10::toString(dense.scalar_type()));
}

} // namespace losslandscape
