// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Files/Landscapes/PlyLandscape.h"
#include "Testing/Fuzz/FuzzFile.h"

using namespace losslandscape;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
  FuzzFile(data, size,
    { [](const std::string& path) { IsPlyLandscape(path); },
      [](const std::string& path) { ReadPlyLandscape(path); } });
  return 0;
}
