// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Engine/Network/MultiplyAddCount.h"
#include "Core/Engine/Torch/Tensors.h"

#include <ATen/record_function.h>

#include <memory>
#include <string>

namespace losslandscape
{
namespace
{

// LibTorch's observers are plain functions, which have no object to keep the count in.
thread_local std::int64_t Counted = 0;

const at::Tensor& TensorAt(const at::RecordFunction& call, std::size_t argument)
{
  return call.inputs()[argument].toTensor();
}

/// What the start of a convolution hands to its end: each output is a sum of Length products, one
/// for each weight of a filter.
struct Sums : at::ObserverContext
{
  explicit Sums(std::int64_t length) : Length(length) {}
  std::int64_t Length;
};

/// Counts a transposed convolution, which spreads each input by the weights of one filter. Any
/// other convolution is counted at its end, when its outputs are known.
std::unique_ptr<at::ObserverContext> BeginConvolution(const at::RecordFunction& call)
{
  const at::Tensor& weight = TensorAt(call, 1);
  const std::int64_t filters = weight.dim() > 0 ? weight.size(0) : 0;
  if (filters == 0)
  {
    return nullptr;
  }
  const std::int64_t length = weight.numel() / filters;
  constexpr std::size_t transposed = 6;
  if (!call.inputs()[transposed].toBool())
  {
    return std::make_unique<Sums>(length);
  }
  Counted += TensorAt(call, 0).numel() * length;
  return nullptr;
}

/// Count of a product of matrices (..., m, k) and (..., k, n), which are this argument and the
/// next.
std::int64_t ProductCount(const at::RecordFunction& call, std::size_t argument)
{
  return TensorAt(call, argument).numel() * TensorAt(call, argument + 1).size(-1);
}

std::unique_ptr<at::ObserverContext> Begin(const at::RecordFunction& call)
{
  const std::string name = call.name();
  if (name == "aten::convolution")
  {
    return BeginConvolution(call);
  }
  if (name == "aten::mm" || name == "aten::bmm")
  {
    Counted += ProductCount(call, 0);
  }
  else if (name == "aten::addmm" || name == "aten::baddbmm")
  {
    Counted += ProductCount(call, 1);
  }
  return nullptr;
}

/// Also called for an operator that throws, which has no outputs then.
void End(const at::RecordFunction& call, at::ObserverContext* context)
{
  if (context && !call.outputs().empty())
  {
    Counted += static_cast<Sums*>(context)->Length * call.outputs()[0].toTensor().numel();
  }
}

} // namespace

MultiplyAddCount::MultiplyAddCount()
  : Callback(at::addThreadLocalCallback(at::RecordFunctionCallback(Begin, End)
                                          .needsInputs(true)
                                          .needsOutputs(true)
                                          .scopes({ at::RecordScope::FUNCTION })))
{
  Counted = 0;
}

MultiplyAddCount::~MultiplyAddCount()
{
  at::removeCallback(this->Callback);
}

std::int64_t MultiplyAddCount::Value() const
{
  return Counted;
}

} // namespace losslandscape
