// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Files/Checkpoints/Checkpoint.h"
#include "Testing/Fuzz/FuzzFile.h"

using namespace losslandscape;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
  FuzzFile(data, size,
    { [](const std::string& path) { ReadCheckpoint(path); },
      [](const std::string& path) { ReadTensorFile(path); },
      [](const std::string& path) { IsTorchScriptFile(path); } });
  return 0;
}
