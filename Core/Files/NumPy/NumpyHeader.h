// SPDX-License-Identifier: BSD-3-Clause
#ifndef losslandscape_Files_NumPy_NumpyHeader_h
#define losslandscape_Files_NumPy_NumpyHeader_h

#include "Core/Files/Archives/Bytes.h"
#include "Core/Files/NumPy/NumpyArray.h"

namespace losslandscape
{

/// Reads the header of a .npy file (versions 1 to 3) and leaves the cursor at the data. Throws
/// Error for malformed headers, records and arrays of objects.
NumpyLayout ReadNumpyHeader(ByteCursor& cursor);

} // namespace losslandscape

#endif
