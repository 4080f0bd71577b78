// SPDX-License-Identifier: BSD-3-Clause
#ifndef losslandscape_Files_NumPy_Npz_h
#define losslandscape_Files_NumPy_Npz_h

#include "Core/Common/DenseArray.h"

#include <string>
#include <vector>

namespace losslandscape
{

/// Reads the arrays of a NumPy .npz archive (stored or deflated), names without ".npy". C and
/// Fortran order and both byte orders are read; object arrays are refused (they are pickles).
/// Throws Error naming file and array.
NamedArrays ReadNpz(const std::string& path);

/// Reads the arrays of numbers of a NumPy .npz archive like ReadNpz(path), but passes over other
/// arrays, with a line for each in `skipped`. A damaged archive (by its checksums) still throws
/// Error.
NamedArrays ReadNpz(const std::string& path, std::vector<std::string>& skipped);

/// The names of the arrays in the archive's directory, without ".npy". Throws Error if the file is
/// not such an archive.
std::vector<std::string> NpzArrayNames(const std::string& path);

} // namespace losslandscape

#endif
