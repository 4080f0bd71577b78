// SPDX-License-Identifier: BSD-3-Clause
// The arrays inside an .npz archive, without the archive: their lengths can change freely.
#include "Core/Common/Error.h"
#include "Core/Files/NumPy/NumpyHeader.h"

using namespace losslandscape;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
  try
  {
    ByteCursor cursor({ data, size });
    const NumpyLayout layout = ReadNumpyHeader(cursor);
    const std::size_t count = cursor.Remaining();
    DecodeNumpy(layout, { cursor.Take(count), count });
  }
  catch (const Error&)
  {
  }
  return 0;
}
