// SPDX-License-Identifier: BSD-3-Clause
#ifndef losslandscape_Files_NumPy_Npy_h
#define losslandscape_Files_NumPy_Npy_h

#include "Core/Common/DenseArray.h"
#include "Core/Files/Archives/Bytes.h"
#include "Core/Files/NumPy/NumpyArray.h"

#include <string>

namespace losslandscape
{

/// Decodes the contents of a .npy file, as numpy.save writes it. Throws Error as ReadNumpyHeader
/// and DecodeNumpy do.
DenseArray DecodeNpy(ByteView bytes);

/// Reads a .npy file. C and Fortran order and both byte orders are read; object arrays are refused
/// (they are pickles). Throws Error naming the file.
DenseArray ReadNpy(const std::string& path);

/// Reads the header alone. Throws Error naming the file.
NumpyLayout ReadNpyLayout(const std::string& path);

/// True if the file starts as .npy files do; looks at 6 bytes.
bool IsNpyFile(const std::string& path);

} // namespace losslandscape

#endif
