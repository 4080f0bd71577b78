// SPDX-License-Identifier: BSD-3-Clause
// Internal to Core/Engine: the interface is LibTorch's.
// What LibTorch's versions spell differently. No other file depends on the version.
#ifndef losslandscape_Engine_Torch_TorchVersion_h
#define losslandscape_Engine_Torch_TorchVersion_h

#include <torch/version.h>

#include <ATen/autocast_mode.h>
#include <ATen/core/ivalue.h>

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

} // namespace losslandscape

#endif
