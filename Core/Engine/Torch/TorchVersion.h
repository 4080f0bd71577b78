// SPDX-License-Identifier: BSD-3-Clause
// Internal to Core/Engine: the interface is LibTorch's.
// What LibTorch's versions spell differently. No other file depends on the version.
#ifndef losslandscape_Engine_Torch_TorchVersion_h
#define losslandscape_Engine_Torch_TorchVersion_h

#include <torch/version.h>

#include <ATen/autocast_mode.h>
#include <ATen/core/ivalue.h>

#include <c10/core/CPUAllocator.h>

#include <type_traits>

namespace losslandscape
{

template <typename Value, typename = void>
struct DeepCopyMemo
{
  using type = typename Value::HashAliasedIValueMap;
};
template <typename Value>
struct DeepCopyMemo<Value, std::void_t<typename Value::HashIdentityIValueMap>>
{
  using type = typename Value::HashIdentityIValueMap;
};

/// What c10::IValue::deepcopy remembers, so that values that shared something share it in the copy:
/// of another type since LibTorch 2.
using CopiedValues = DeepCopyMemo<c10::IValue>::type;

// Autocast on GPUs, which names its device since LibTorch 2.4.
#if TORCH_VERSION_MAJOR > 2 || (TORCH_VERSION_MAJOR == 2 && TORCH_VERSION_MINOR >= 4)
inline bool IsGpuAutocastEnabled()
{
  return at::autocast::is_autocast_enabled(at::kCUDA);
}

inline void EnableGpuAutocast(bool enabled)
{
  at::autocast::set_autocast_enabled(at::kCUDA, enabled);
}

inline c10::ScalarType GpuAutocastType()
{
  return at::autocast::get_autocast_dtype(at::kCUDA);
}

inline void SetGpuAutocastType(c10::ScalarType type)
{
  at::autocast::set_autocast_dtype(at::kCUDA, type);
}
#else
inline bool IsGpuAutocastEnabled()
{
  return at::autocast::is_enabled();
}

inline void EnableGpuAutocast(bool enabled)
{
  at::autocast::set_enabled(enabled);
}

inline c10::ScalarType GpuAutocastType()
{
  return at::autocast::get_autocast_gpu_dtype();
}

inline void SetGpuAutocastType(c10::ScalarType type)
{
  at::autocast::set_autocast_gpu_dtype(type);
}
#endif

/// An allocator in front of another one, of which one function has been const until LibTorch 2.2.
class OuterAllocator : public c10::Allocator
{
public:
  explicit OuterAllocator(c10::Allocator& inner) : Inner(inner) {}

#if TORCH_VERSION_MAJOR > 2 || (TORCH_VERSION_MAJOR == 2 && TORCH_VERSION_MINOR >= 3)
  c10::DataPtr allocate(std::size_t bytes) override
  {
    this->BeforeAllocation(bytes);
    return this->Inner.allocate(bytes);
  }
  void copy_data(void* to, const void* from, std::size_t bytes) const override
  {
    this->Inner.copy_data(to, from, bytes);
  }
#else
  c10::DataPtr allocate(std::size_t bytes) const override
  {
    this->BeforeAllocation(bytes);
    return this->Inner.allocate(bytes);
  }
#endif
  c10::DeleterFnPtr raw_deleter() const override
  {
    return this->Inner.raw_deleter();
  }

protected:
  virtual void BeforeAllocation(std::size_t bytes) const = 0;

private:
  c10::Allocator& Inner;
};

} // namespace losslandscape

#endif
