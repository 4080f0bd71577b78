// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Files/Networks/ExportedProgram.h"
#include "Testing/Fuzz/FuzzFile.h"

using namespace losslandscape;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
  FuzzFile(data, size,
    { [](const std::string& path) { ReadExportedProgram(path); },
      [](const std::string& path) { ReadExportedState(path); } });
  return 0;
}
