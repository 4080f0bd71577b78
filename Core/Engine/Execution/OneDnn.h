// SPDX-License-Identifier: BSD-3-Clause
// Internal to Core/Engine: the interface is oneDNN's.
// oneDNN, and the calls that its versions 2 (Debian 12) and 3 spell differently. No other file asks
// for the version.
#ifndef losslandscape_Engine_Execution_OneDnn_h
#define losslandscape_Engine_Execution_OneDnn_h

#include <dnnl.hpp>

#include <cstdint>
#include <optional>
#include <vector>

namespace losslandscape
{

/// How an array lies in memory: steps along each axis, in numbers, between blocks, and the blocks
/// from the outermost to the innermost, each of a size along an axis.
struct Blocking
{
  std::vector<std::int64_t> Strides;
  std::vector<std::int64_t> Sizes;
  std::vector<std::int64_t> Axes;
};

/// None for memory whose order is a secret of oneDNN.
inline std::optional<Blocking> BlockingOf(const dnnl::memory::desc& description)
{
#if DNNL_VERSION_MAJOR >= 3
  if (description.get_format_kind() != dnnl::memory::format_kind::blocked)
  {
    return std::nullopt;
  }
  return Blocking{ description.get_strides(), description.get_inner_blks(),
    description.get_inner_idxs() };
#else
  if (description.data.format_kind != dnnl_blocked)
  {
    return std::nullopt;
  }
  const dnnl_blocking_desc_t& blocks = description.data.format_desc.blocking;
  return Blocking{ { blocks.strides, blocks.strides + description.data.ndims },
    { blocks.inner_blks, blocks.inner_blks + blocks.inner_nblks },
    { blocks.inner_idxs, blocks.inner_idxs + blocks.inner_nblks } };
#endif
}

inline dnnl::memory::dims ShapeOf(const dnnl::memory::desc& description)
{
#if DNNL_VERSION_MAJOR >= 3
  return description.get_dims();
#else
  return description.dims();
#endif
}

inline dnnl::memory::data_type TypeOf(const dnnl::memory::desc& description)
{
#if DNNL_VERSION_MAJOR >= 3
  return description.get_data_type();
#else
  return description.data_type();
#endif
}

/// The description of an `Operation`, such as dnnl::convolution_forward, from its kind, algorithm,
/// shapes and sizes in oneDNN's order. Throws dnnl::error where the library has no such kernel.
template <typename Operation, typename... Parts>
typename Operation::primitive_desc DescribeOperation(
  const dnnl::engine& engine, const dnnl::primitive_attr& attributes, const Parts&... parts)
{
#if DNNL_VERSION_MAJOR >= 3
  return typename Operation::primitive_desc(engine, parts..., attributes);
#else
  return typename Operation::primitive_desc(typename Operation::desc(parts...), attributes, engine);
#endif
}

/// The same of a batch norm whose output has the shape of its input.
inline dnnl::batch_normalization_forward::primitive_desc DescribeBatchNorm(
  const dnnl::engine& engine, const dnnl::primitive_attr& attributes, dnnl::prop_kind kind,
  const dnnl::memory::desc& image, float epsilon, dnnl::normalization_flags flags)
{
#if DNNL_VERSION_MAJOR >= 3
  return DescribeOperation<dnnl::batch_normalization_forward>(
    engine, attributes, kind, image, image, epsilon, flags);
#else
  return DescribeOperation<dnnl::batch_normalization_forward>(
    engine, attributes, kind, image, epsilon, flags);
#endif
}

/// A pooling over squares of `size` pixels, `stride` pixels apart. `before` and `after` are how
/// many pixels of the first and the last squares lie outside the image along each axis.
inline dnnl::pooling_forward::primitive_desc DescribePooling(const dnnl::engine& engine,
  const dnnl::primitive_attr& attributes, dnnl::prop_kind kind, dnnl::algorithm method,
  const dnnl::memory::desc& input, const dnnl::memory::desc& output,
  const dnnl::memory::dims& stride, const dnnl::memory::dims& size,
  const dnnl::memory::dims& before, const dnnl::memory::dims& after)
{
#if DNNL_VERSION_MAJOR >= 3
  const dnnl::memory::dims dilation(size.size(), 0);
  return DescribeOperation<dnnl::pooling_forward>(
    engine, attributes, kind, method, input, output, stride, size, dilation, before, after);
#else
  return DescribeOperation<dnnl::pooling_forward>(
    engine, attributes, kind, method, input, output, stride, size, before, after);
#endif
}

/// A function of each number, with two constants of its own.
struct OneDnnFunction
{
  dnnl::algorithm Name;
  float Alpha = 0.0F;
  float Beta = 0.0F;
};

/// x clip(x / 6 + 1 / 2, 0, 1). Version 2 has these constants built in.
inline OneDnnFunction HardSwishFunction()
{
#if DNNL_VERSION_MAJOR >= 3
  return { dnnl::algorithm::eltwise_hardswish, 1.0F / 6.0F, 0.5F };
#else
  return { dnnl::algorithm::eltwise_hardswish };
#endif
}

/// Lets a kernel apply a function to its outputs.
inline void AppendFunction(dnnl::post_ops& operations, const OneDnnFunction& function)
{
#if DNNL_VERSION_MAJOR >= 3
  operations.append_eltwise(function.Name, function.Alpha, function.Beta);
#else
  operations.append_eltwise(1.0F, function.Name, function.Alpha, function.Beta);
#endif
}

/// A function as an operation of its own on numbers that may be overwritten.
inline dnnl::eltwise_forward::primitive_desc DescribeFunction(const dnnl::engine& engine,
  const dnnl::primitive_attr& attributes, dnnl::prop_kind kind, const dnnl::memory::desc& numbers,
  const OneDnnFunction& function)
{
#if DNNL_VERSION_MAJOR >= 3
  return DescribeOperation<dnnl::eltwise_forward>(
    engine, attributes, kind, function.Name, numbers, numbers, function.Alpha, function.Beta);
#else
  return DescribeOperation<dnnl::eltwise_forward>(
    engine, attributes, kind, function.Name, numbers, function.Alpha, function.Beta);
#endif
}

} // namespace losslandscape

#endif
