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

/// The same, but arrays that are no numbers are passed over: a line for each is added to `skipped`.
/// A damaged archive (checksums) still throws Error.
NamedArrays ReadNpz(const std::string& path, std::vector<std::string>& skipped);

/// Names of the arrays in the archive's directory, without ".npy". Throws Error if it is none.
std::vector<std::string> NpzArrayNames(const std::string& path);

} // namespace losslandscape

#endif
