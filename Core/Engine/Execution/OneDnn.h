// SPDX-License-Identifier: BSD-3-Clause
// Internal to Core/Engine: the interface is oneDNN's.
// oneDNN, and the calls that its versions 2 (Debian 12) and 3 spell differently. No other file asks
// for the version.
#ifndef losslandscape_Engine_Execution_OneDnn_h
#define losslandscape_Engine_Execution_OneDnn_h

#include <dnnl.hpp>

namespace losslandscape
{

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

/// A pooling over squares of `size` pixels that touch each other. `outside` is how many pixels of
/// the last squares lie outside the image along each axis.
inline dnnl::pooling_forward::primitive_desc DescribePooling(const dnnl::engine& engine,
  const dnnl::primitive_attr& attributes, dnnl::prop_kind kind, dnnl::algorithm method,
  const dnnl::memory::desc& input, const dnnl::memory::desc& output, dnnl::memory::dim size,
  const dnnl::memory::dims& outside)
{
  const dnnl::memory::dims square(2, size);
  const dnnl::memory::dims none(2, 0);
#if DNNL_VERSION_MAJOR >= 3
  return DescribeOperation<dnnl::pooling_forward>(
    engine, attributes, kind, method, input, output, square, square, none, none, outside);
#else
  return DescribeOperation<dnnl::pooling_forward>(
    engine, attributes, kind, method, input, output, square, square, none, outside);
#endif
}

/// Lets a kernel apply max(x, 0) to its outputs.
inline void AppendReLU(dnnl::post_ops& operations)
{
#if DNNL_VERSION_MAJOR >= 3
  operations.append_eltwise(dnnl::algorithm::eltwise_relu, 0.0F, 0.0F);
#else
  operations.append_eltwise(1.0F, dnnl::algorithm::eltwise_relu, 0.0F, 0.0F);
#endif
}

} // namespace losslandscape

#endif
