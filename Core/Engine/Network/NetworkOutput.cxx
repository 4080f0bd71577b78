// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Engine/Network/NetworkOutput.h"

#include "Core/Common/Error.h"

namespace losslandscape
{
namespace
{

/// In words, what a tensor is instead of dense real numbers; empty if it is that.
std::string OtherKindOf(const torch::Tensor& tensor)
{
  if (!tensor.defined())
  {
    return "an undefined tensor";
  }
  if (tensor.layout() != torch::kStrided || tensor.is_quantized() || tensor.is_complex())
  {
    return c10::str(
      "a tensor of layout ", tensor.layout(), " and type ", c10::toString(tensor.scalar_type()));
  }
  return "";
}

} // namespace

torch::Tensor OnlyTensor(const c10::IValue& result, const std::string& path)
{
  const std::string otherKind = result.isTensor() ? OtherKindOf(result.toTensor()) : "";
  if (!otherKind.empty())
  {
    throw Error("the module does not return numbers")
      .Where(path)
      .Expected("a dense tensor of real numbers")
      .Found(otherKind);
  }
  if (result.isTensor())
  {
    return result.toTensor();
  }
  if (result.isDouble() || result.isInt())
  {
    return torch::tensor(result.toScalar().toDouble(), torch::kFloat64);
  }
  throw Error("the module does not return a tensor")
    .Where(path)
    .Expected("one tensor")
    .Found(result.tagKind())
    .Advice("wrap the network in a module whose forward returns its outputs alone");
}

} // namespace losslandscape
