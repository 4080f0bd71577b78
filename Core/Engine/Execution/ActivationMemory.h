// SPDX-License-Identifier: BSD-3-Clause
// Internal to Core/Engine: the interface uses types of LibTorch and oneDNN.
#ifndef losslandscape_Engine_Execution_ActivationMemory_h
#define losslandscape_Engine_Execution_ActivationMemory_h

#include "Core/Engine/Execution/Activation.h"
#include "Core/Engine/Execution/OneDnn.h"

namespace losslandscape
{

/// How many channels the widest vector registers hold.
constexpr std::int64_t WidestVector = 16;

/// An element type in oneDNN's terms.
inline dnnl::memory::data_type OneDnnType(torch::ScalarType type)
{
  return type == torch::kBFloat16 ? dnnl::memory::data_type::bf16 : dnnl::memory::data_type::f32;
}

/// How an activation lies in memory, in oneDNN's terms. An image with a single block of channels
/// can be described both as channels-last and as in blocks, of which `inBlocks` chooses one; an
/// image with one channel in each block is a stack of planes.
inline dnnl::memory::desc DescriptionOf(const Activation& values, bool inBlocks)
{
  using Tag = dnnl::memory::format_tag;
  const Tag blocks = values.Block == 1 ? Tag::nchw : Tag::nChw16c;
  const bool hasBlocks = values.IsImage() && values.Block < values.Shape[1];
  const Tag image = inBlocks || hasBlocks ? blocks : Tag::nhwc;
  return dnnl::memory::desc(
    values.Shape, OneDnnType(values.Type), values.IsImage() ? image : Tag::nc);
}

/// The one description of an activation that fits any number of channels.
inline dnnl::memory::desc DescriptionOf(const Activation& values)
{
  return DescriptionOf(values, false);
}

/// The memory of an activation, described so. One that is still to be given is none.
inline dnnl::memory MemoryOf(
  const Activation& values, const dnnl::memory::desc& description, const dnnl::engine& engine)
{
  void* place = values.Memory.defined() ? values.Memory.data_ptr() : DNNL_MEMORY_NONE;
  return dnnl::memory(description, engine, place);
}

} // namespace losslandscape

#endif
