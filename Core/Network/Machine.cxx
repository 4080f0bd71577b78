// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Network/Machine.h"

#include <torch/torch.h>

#include <dlfcn.h>
#include <filesystem>

namespace losslandscape
{
namespace
{

/// File that the matrix product of the process's libblas comes from; empty if it cannot be told.
std::string BlasFile()
{
  void* library = dlopen("libblas.so.3", RTLD_LAZY | RTLD_NOLOAD);
  void* product = library ? dlsym(library, "sgemm_") : nullptr;
  Dl_info info;
  if (!product || dladdr(product, &info) == 0 || !info.dli_fname)
  {
    return "";
  }
  std::error_code failure;
  const auto file = std::filesystem::canonical(info.dli_fname, failure);
  return failure ? info.dli_fname : file.string();
}

} // namespace

std::string SlowBlasAdvice()
{
  // Debian keeps the reference implementation in a folder of this name.
  const std::string file = BlasFile();
  if (file.find("/blas/libblas") == std::string::npos)
  {
    return "";
  }
  return "LibTorch uses the reference BLAS (" + file +
    "), which is up to forty times slower than an optimised one; install libopenblas0-pthread";
}

std::string LibTorchVersion()
{
  return TORCH_VERSION;
}

} // namespace losslandscape
