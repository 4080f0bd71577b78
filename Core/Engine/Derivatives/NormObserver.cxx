// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Engine/Derivatives/NormObserver.h"

#include <memory>
#include <string_view>

namespace losslandscape
{
namespace
{

// LibTorch's observers are plain functions, which have no object to keep the calls in.
thread_local std::vector<NormCall> Noted;

torch::Tensor OptionalTensor(const c10::IValue& argument)
{
  return argument.isTensor() ? argument.toTensor() : torch::Tensor();
}

/// Notes calls of the operator that every way to batch norm leads through.
std::unique_ptr<at::ObserverContext> Begin(const at::RecordFunction& call)
{
  if (std::string_view(call.name()) == "aten::_batch_norm_impl_index")
  {
    const auto arguments = call.inputs();
    Noted.push_back(
      { arguments[0].toTensor(), OptionalTensor(arguments[1]), OptionalTensor(arguments[2]),
        OptionalTensor(arguments[3]), arguments[6].toDouble(), arguments[7].toDouble() });
  }
  return nullptr;
}

} // namespace

NormObserver::NormObserver()
  : Callback(at::addThreadLocalCallback(
      at::RecordFunctionCallback(Begin).needsInputs(true).scopes({ at::RecordScope::FUNCTION })))
{
}

NormObserver::~NormObserver()
{
  at::removeCallback(this->Callback);
  Noted.clear();
}

const std::vector<NormCall>& NormObserver::Calls() const
{
  return Noted;
}

} // namespace losslandscape
