// SPDX-License-Identifier: BSD-3-Clause
// What one process sends another: any bytes are contents or refused, and contents survive the way.
#include "Core/Common/Error.h"
#include "Core/Files/Hdf5/Hdf5Bytes.h"

#include <cstdint>
#include <cstdlib>

using namespace losslandscape;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
  const std::string bytes(data, data + size);
  try
  {
    UnpackLines(bytes);
  }
  catch (const Error&)
  {
  }
  try
  {
    const std::string packed = PackHdf5(UnpackHdf5(bytes));
    if (PackHdf5(UnpackHdf5(packed)) != packed)
    {
      std::abort();
    }
  }
  catch (const Error&)
  {
  }
  return 0;
}
