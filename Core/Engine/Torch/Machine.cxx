// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Engine/Torch/Machine.h"

#include "Core/Common/Sha256.h"
#include "Core/Engine/Torch/Tensors.h"

#include <torch/version.h>

#include <ATen/Version.h>

#include <algorithm>
#include <dlfcn.h>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <regex>
#include <set>
#include <sstream>

namespace losslandscape
{
namespace
{

/// What stands behind the colon of the first line that starts with `name`, in a file such as
/// /proc/cpuinfo; empty if there is no such line.
std::string ValueIn(const std::filesystem::path& path, const std::string& name)
{
  std::ifstream file(path);
  for (std::string line; std::getline(file, line);)
  {
    const auto colon = line.find(':');
    if (line.rfind(name, 0) == 0 && colon != std::string::npos)
    {
      const auto first = line.find_first_not_of(" \t", colon + 1);
      return first == std::string::npos ? "" : line.substr(first);
    }
  }
  return "";
}

void* BlasSymbol(const char* name)
{
  void* library = dlopen("libblas.so.3", RTLD_LAZY | RTLD_NOLOAD);
  return library ? dlsym(library, name) : nullptr;
}

/// The file that the matrix product of the process's libblas comes from; empty if it cannot be
/// determined.
std::string BlasFile()
{
  void* product = BlasSymbol("sgemm_");
  Dl_info info;
  if (!product || dladdr(product, &info) == 0 || !info.dli_fname)
  {
    return "";
  }
  std::error_code failure;
  const auto file = std::filesystem::canonical(info.dli_fname, failure);
  return failure ? info.dli_fname : file.string();
}

std::string BlasName()
{
  using Configuration = const char* (*)();
  void* configuration = BlasSymbol("openblas_get_config");
  return BlasFile() +
    (configuration ? std::string(", ") + reinterpret_cast<Configuration>(configuration)() : "");
}

/// The processor's vector instructions by Linux's names, which on x86 and ARM contain those of the
/// families.
std::vector<std::string> VectorInstructions()
{
  constexpr const char* families[] = { "sse", "avx", "fma", "f16c", "amx", "asimd", "sve", "sme",
    "bf16", "i8mm" };
  std::istringstream flags(
    ValueIn("/proc/cpuinfo", "flags") + " " + ValueIn("/proc/cpuinfo", "Features"));
  std::set<std::string> found;
  for (std::string flag; flags >> flag;)
  {
    if (std::any_of(std::begin(families), std::end(families),
          [&](const char* family) { return flag.find(family) != std::string::npos; }))
    {
      found.insert(flag);
    }
  }
  return { found.begin(), found.end() };
}

std::string ProcessorName()
{
  // ARM processors have no "model name" but a "CPU part".
  const std::string model = ValueIn("/proc/cpuinfo", "model name");
  return model.empty() ? ValueIn("/proc/cpuinfo", "CPU part") : model;
}

std::vector<std::string> GraphicsNames()
{
  std::vector<std::string> names;
  std::error_code none;
  for (const auto& folder : std::filesystem::directory_iterator("/proc/driver/nvidia/gpus", none))
  {
    names.push_back(ValueIn(folder.path() / "information", "Model"));
  }
  std::sort(names.begin(), names.end());
  return names;
}

std::string LibTorchHash()
{
  Sha256 hash;
  hash.Update(at::show_config());
  return hash.HexDigest();
}

/// Major and minor number of the version behind `label` in a text; empty without one.
std::string VersionAfter(const std::string& label, const std::string& text)
{
  std::smatch match;
  const std::regex version(label + "([0-9]+[.][0-9]+)");
  return std::regex_search(text, match, version) ? match[1].str() : std::string();
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

std::string LibTorchMismatch(const std::string& compiled, const std::string& configuration)
{
  const std::string loaded = VersionAfter("TORCH_VERSION=", configuration);
  const std::string wanted = VersionAfter("", compiled);
  if (loaded.empty() || loaded == wanted)
  {
    return "";
  }
  return "LossLandscape was built with LibTorch " + wanted +
    ", but the LibTorch of this process is " + loaded +
    ": build the plugin with the one that is installed, or let LD_LIBRARY_PATH name the "
    "folder of the other";
}

std::string LibTorchMismatch()
{
  return LibTorchMismatch(TORCH_VERSION, at::show_config());
}

MachineInfo DescribeMachine()
{
  // Asked only once: OpenBLAS composes its description in memory that all threads share.
  static const MachineInfo machine = { BlasName(), ProcessorName(), VectorInstructions(),
    GraphicsNames(), LibTorchHash() };
  return machine;
}

} // namespace losslandscape
