// SPDX-License-Identifier: BSD-3-Clause
// Internal to Core/Engine: the interface uses types of LibTorch.
#ifndef losslandscape_Engine_Torch_GpuPrecision_h
#define losslandscape_Engine_Torch_GpuPrecision_h

#include "Core/Engine/Torch/Precision.h"
#include "Core/Engine/Torch/Tensors.h"

#include <mutex>

namespace losslandscape
{

/// Whether a CUDA device computes in bfloat16 and TF32.
bool GpuHasReducedPrecision(const torch::Device& device);

/// While alive, operations that the calling thread starts on a CUDA device, and the backward passes
/// through them, compute in this precision. For other devices it does nothing.
///
/// LibTorch's switches for TF32 belong to the whole process (and by default let convolutions use
/// it), so only one thread at a time has such objects while others wait: an object should live for
/// one task, not longer. One thread may nest several, of which the innermost counts.
class GpuPrecision
{
public:
  GpuPrecision(Precision precision, const torch::Device& device);
  ~GpuPrecision();
  GpuPrecision(const GpuPrecision&) = delete;
  GpuPrecision& operator=(const GpuPrecision&) = delete;

private:
  struct Switches
  {
    bool Autocast;
    bool CacheOfCasts;
    torch::ScalarType AutocastType;
    bool ProductsInTF32;
    bool ConvolutionsInTF32;
  };
  static Switches Get();
  static void Set(const Switches& switches);

  /// Locked for a CUDA device; empty for others, whose switches stay as they are.
  std::unique_lock<std::recursive_mutex> Lock;
  Switches Before{};
};

} // namespace losslandscape

#endif
