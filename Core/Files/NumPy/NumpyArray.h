// SPDX-License-Identifier: BSD-3-Clause
#ifndef losslandscape_Files_NumPy_NumpyArray_h
#define losslandscape_Files_NumPy_NumpyArray_h

#include "Core/Common/DenseArray.h"
#include "Core/Files/Archives/Bytes.h"

#include <string>

namespace losslandscape
{

/// How NumPy stores an array.
struct NumpyLayout
{
  std::string Descr; ///< optional byte order, kind and number of bytes: "<f8", "|u1", "i4"
  bool Fortran = false;
  std::vector<std::int64_t> Shape;
};

/// Decodes an array to row-major order and the machine's byte order. Unsigned integers of 16 and 32
/// bits become the next wider signed type, those of 64 bits signed ones of 64 bits. Throws Error
/// for other types (objects, text, complex numbers, records), for 64-bit values beyond the signed
/// range, and if `data` is not exactly as long as the layout says.
DenseArray DecodeNumpy(const NumpyLayout& layout, ByteView data);

} // namespace losslandscape

#endif
