// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Engine/Torch/RandomStream.h"

#include <ATen/Context.h>
#include <torch/library.h>

#include <algorithm>
#include <mutex>
#include <vector>

namespace losslandscape
{
namespace
{

/// A dispatch key that LibTorch keeps for tests. No tensor has it, and a thread has it only within
/// RandomStream::Use, so that operators called elsewhere do not come here.
constexpr auto Key = c10::DispatchKey::TESTING_ONLY_GenericMode;

constexpr std::uint64_t Seed = 0;

thread_local RandomStream* Active = nullptr;

bool TakesGenerator(const c10::Argument& argument)
{
  return *argument.type() == *c10::OptionalType::create(c10::GeneratorType::get());
}

/// The device that an operator's numbers are drawn on: that of its first tensor, or the one that it
/// is asked to make a tensor on, or else the processor.
torch::Device DeviceOf(const std::vector<c10::Argument>& arguments, at::ArrayRef<c10::IValue> given)
{
  for (std::size_t i = 0; i < arguments.size(); ++i)
  {
    if (given[i].isTensor() && given[i].toTensor().defined())
    {
      return given[i].toTensor().device();
    }
    if (given[i].isDevice())
    {
      return given[i].toDevice();
    }
  }
  return torch::kCPU;
}

/// Whether the operator's argument `training` is false: such operators (rrelu) draw in training
/// only.
bool IsOutOfTraining(const std::vector<c10::Argument>& arguments, at::ArrayRef<c10::IValue> given)
{
  for (std::size_t i = 0; i < arguments.size(); ++i)
  {
    if (arguments[i].name() == "training")
    {
      return given[i].isBool() && !given[i].toBool();
    }
  }
  return false;
}

/// Called in place of every operator that may be given a generator: gives it one if it has none,
/// then calls it.
void CallWithGenerator(const c10::OperatorHandle& callee, torch::jit::Stack* stack)
{
  const c10::impl::ExcludeDispatchKeyGuard below(Key);
  const auto& arguments = callee.schema().arguments();
  const at::ArrayRef<c10::IValue> given = torch::jit::last(*stack, arguments.size());
  const std::size_t first = stack->size() - arguments.size();
  const bool mayDraw = Active && !IsOutOfTraining(arguments, given);
  for (std::size_t i = 0; i < arguments.size(); ++i)
  {
    if (mayDraw && TakesGenerator(arguments[i]) && given[i].isNone())
    {
      const torch::Device device = DeviceOf(arguments, given);
      (*stack)[first + i] = Active->Draw(callee.schema().name(), device);
      break;
    }
  }
  callee.callBoxed(stack);
}

} // namespace

TORCH_LIBRARY_IMPL(_, TESTING_ONLY_GenericMode, library)
{
  library.fallback(torch::CppFunction::makeFallthrough());
}

TORCH_LIBRARY_IMPL(aten, TESTING_ONLY_GenericMode, library)
{
  for (const c10::OperatorName& name : c10::Dispatcher::singleton().getAllOpNames())
  {
    const auto callee = c10::Dispatcher::singleton().findSchema(name);
    if (!callee || name.name.rfind("aten::", 0) != 0)
    {
      continue;
    }
    const auto& arguments = callee->schema().arguments();
    if (std::any_of(arguments.begin(), arguments.end(), TakesGenerator))
    {
      const std::string full =
        name.overload_name.empty() ? name.name : name.name + "." + name.overload_name;
      library.impl(full.c_str(), torch::CppFunction::makeFromBoxedFunction<&CallWithGenerator>());
    }
  }
}

RandomStream::Use::Use(RandomStream& stream) : Previous(Active), Key(losslandscape::Key)
{
  Active = &stream;
}

RandomStream::Use::~Use()
{
  Active = this->Previous;
}

const at::Generator& RandomStream::Draw(const std::string& name, torch::Device device)
{
  this->Drawing.insert(name);
  const auto found = this->Generators.find(device.str());
  if (found != this->Generators.end())
  {
    return found->second;
  }
  at::Generator common = at::globalContext().defaultGenerator(device);
  const std::lock_guard<std::mutex> lock(common.mutex());
  at::Generator own = common.clone();
  own.set_current_seed(Seed);
  return this->Generators.emplace(device.str(), own).first->second;
}

} // namespace losslandscape
