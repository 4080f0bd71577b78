// SPDX-License-Identifier: BSD-3-Clause
#ifndef losslandscape_Files_Npz_h
#define losslandscape_Files_Npz_h

#include "Core/Common/DenseArray.h"

#include <string>

namespace losslandscape
{

/// Reads the arrays of a NumPy .npz archive (stored or deflated), names without ".npy". C and
/// Fortran order and both byte orders are read; object arrays are refused (they are pickles).
/// Throws Error naming file and array.
NamedArrays ReadNpz(const std::string& path);

} // namespace losslandscape

#endif
