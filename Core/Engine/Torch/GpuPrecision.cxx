// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Engine/Torch/GpuPrecision.h"

#include "Core/Engine/Torch/TorchVersion.h"

#include <ATen/detail/CUDAHooksInterface.h>

namespace losslandscape
{
namespace
{

std::recursive_mutex SwitchesMutex;

} // namespace

bool GpuHasReducedPrecision(const torch::Device& device)
{
  const c10::DeviceGuard current(device);
  return at::detail::getCUDAHooks().supportsBFloat16ConvolutionWithCuDNNv8();
}

GpuPrecision::GpuPrecision(Precision precision, const torch::Device& device)
{
  if (!device.is_cuda())
  {
    return;
  }
  this->Lock = std::unique_lock<std::recursive_mutex>(SwitchesMutex);
  this->Before = GpuPrecision::Get();
  const bool products = precision == Precision::TensorFloat32;
  // Autocast's cache stays off: it would keep casts of the weights of an earlier point.
  GpuPrecision::Set(
    { precision == Precision::BFloat16, false, torch::kBFloat16, products, products });
}

GpuPrecision::~GpuPrecision()
{
  if (this->Lock)
  {
    GpuPrecision::Set(this->Before);
  }
}

GpuPrecision::Switches GpuPrecision::Get()
{
  const at::Context& context = at::globalContext();
  return { IsGpuAutocastEnabled(), at::autocast::is_autocast_cache_enabled(), GpuAutocastType(),
    context.allowTF32CuBLAS(), context.allowTF32CuDNN() };
}

void GpuPrecision::Set(const Switches& switches)
{
  EnableGpuAutocast(switches.Autocast);
  at::autocast::set_autocast_cache_enabled(switches.CacheOfCasts);
  SetGpuAutocastType(switches.AutocastType);
  at::Context& context = at::globalContext();
  context.setAllowTF32CuBLAS(switches.ProductsInTF32);
  context.setAllowTF32CuDNN(switches.ConvolutionsInTF32);
}

} // namespace losslandscape
