// SPDX-License-Identifier: BSD-3-Clause
// Shows Torch types.
#ifndef losslandscape_Engine_Torch_GpuPrecision_h
#define losslandscape_Engine_Torch_GpuPrecision_h

#include "Core/Engine/Torch/Precision.h"
#include "Core/Engine/Torch/Tensors.h"

#include <mutex>

namespace losslandscape
{

/// Whether a CUDA device computes in bfloat16 and TF32.
bool GpuHasReducedPrecision(const torch::Device& device);

/// While alive, operations that the calling thread starts on a CUDA device, and backward passes
/// through them, are done in this precision; nothing changes for other devices. LibTorch's switches
/// for TF32 belong to the whole process (and by default let convolutions use it): only one thread
/// has such objects at a time, others wait. The thread itself may have several inside each other;
/// the innermost counts. For one task, not longer.
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

  /// Holds nothing where nothing changes.
  std::unique_lock<std::recursive_mutex> Lock;
  Switches Before{};
};

} // namespace losslandscape

#endif
