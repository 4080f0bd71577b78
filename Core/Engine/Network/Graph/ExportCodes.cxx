// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Engine/Network/Graph/ExportCodes.h"

#include "Core/Common/Error.h"

#include <torch/version.h>

#include <algorithm>
#include <array>
#include <string>

namespace losslandscape
{
namespace
{

constexpr std::array<torch::ScalarType, 14> ScalarTypes = { torch::ScalarType::Undefined,
  torch::kUInt8, torch::kInt8, torch::kInt16, torch::kInt32, torch::kInt64, torch::kFloat16,
  torch::kFloat32, torch::kFloat64, torch::kComplexHalf, torch::kComplexFloat,
  torch::kComplexDouble, torch::kBool, torch::kBFloat16 };

[[noreturn]] void Refuse(const std::string& what, std::int64_t code)
{
  throw Error("an argument in the exported network cannot be used")
    .Expected(what + " that LibTorch " TORCH_VERSION " knows")
    .Found("number " + std::to_string(code) + " of torch.export");
}

} // namespace

torch::ScalarType ScalarTypeOf(std::int64_t code)
{
  if (code < 1 || code >= static_cast<std::int64_t>(ScalarTypes.size()))
  {
    Refuse("an element type", code);
  }
  return ScalarTypes[static_cast<std::size_t>(code)];
}

std::int64_t CodeOf(torch::ScalarType type)
{
  const auto found = std::find(ScalarTypes.begin() + 1, ScalarTypes.end(), type);
  return found == ScalarTypes.end() ? 0 : found - ScalarTypes.begin();
}

c10::MemoryFormat MemoryFormatOf(std::int64_t code)
{
  constexpr std::array<c10::MemoryFormat, 5> formats = { c10::MemoryFormat::Contiguous,
    c10::MemoryFormat::Contiguous, c10::MemoryFormat::ChannelsLast,
    c10::MemoryFormat::ChannelsLast3d, c10::MemoryFormat::Preserve };
  if (code < 1 || code >= static_cast<std::int64_t>(formats.size()))
  {
    Refuse("a memory format", code);
  }
  return formats[static_cast<std::size_t>(code)];
}

c10::Layout LayoutOf(std::int64_t code)
{
  constexpr std::int64_t strided = 7;
  if (code != strided)
  {
    Refuse("a layout of dense tensors", code);
  }
  return c10::kStrided;
}

} // namespace losslandscape
