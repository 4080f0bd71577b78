// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Network/MultiplyAddCount.h"

#include <ATen/record_function.h>
#include <torch/torch.h>

#include <string>

namespace losslandscape
{
namespace
{

// LibTorch's observers are plain functions.
thread_local std::int64_t Counted = 0;

const at::Tensor& TensorAt(const at::RecordFunction& call, std::size_t argument)
{
  return call.inputs()[argument].toTensor();
}

/// Each output is a sum over the weights of one filter; of a transposed convolution, each input is
/// spread by them.
std::int64_t ConvolutionCount(const at::RecordFunction& call)
{
  const at::Tensor& weight = TensorAt(call, 1);
  constexpr std::size_t transposed = 6;
  const bool spreads = call.inputs()[transposed].toBool();
  const std::int64_t sums =
    spreads ? TensorAt(call, 0).numel() : call.outputs()[0].toTensor().numel();
  return sums * (weight.numel() / weight.size(0));
}

/// (..., m, k) times (..., k, n), the first of which is this argument.
std::int64_t ProductCount(const at::RecordFunction& call, std::size_t argument)
{
  return TensorAt(call, argument).numel() * TensorAt(call, argument + 1).size(-1);
}

std::int64_t CountOf(const at::RecordFunction& call)
{
  const std::string name = call.name();
  if (name == "aten::convolution")
  {
    return ConvolutionCount(call);
  }
  if (name == "aten::mm" || name == "aten::bmm")
  {
    return ProductCount(call, 0);
  }
  if (name == "aten::addmm" || name == "aten::baddbmm")
  {
    return ProductCount(call, 1);
  }
  return 0;
}

std::unique_ptr<at::ObserverContext> Begin(const at::RecordFunction&)
{
  return nullptr;
}

void End(const at::RecordFunction& call, at::ObserverContext*)
{
  Counted += CountOf(call);
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
