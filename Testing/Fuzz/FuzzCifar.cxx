// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Data/Dataset.h"
#include "Testing/Fuzz/FuzzFile.h"

using namespace losslandscape;

namespace
{

void Load(DatasetKind kind, const std::string& path)
{
  DatasetOptions options;
  options.Kind = kind;
  options.Path = path;
  LoadDataset(options);
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
  FuzzFile(data, size,
    { [](const std::string& path) { Load(DatasetKind::Cifar10, path); },
      [](const std::string& path) { Load(DatasetKind::Cifar100, path); } });
  return 0;
}
