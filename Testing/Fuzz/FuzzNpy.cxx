// SPDX-License-Identifier: BSD-3-Clause
// Arrays as .npy files and the entries of .npz archives hold them.
#include "Core/Common/Error.h"
#include "Core/Files/NumPy/Npy.h"

using namespace losslandscape;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
  try
  {
    DecodeNpy({ data, size });
  }
  catch (const Error&)
  {
  }
  return 0;
}
