// SPDX-License-Identifier: BSD-3-Clause
// Reading with the HDF5 library, which may crash on damaged files: to be called in a child process.
#ifndef losslandscape_Files_Hdf5_Hdf5RootGroup_h
#define losslandscape_Files_Hdf5_Hdf5RootGroup_h

#include "Core/Files/Hdf5/Hdf5File.h"

#include <cstdint>

namespace losslandscape
{

/// Reads the datasets of the root group of a file of `fileSize` bytes. Throws Error naming file and
/// dataset.
Hdf5Contents ReadRootGroup(const std::string& path, std::uint64_t fileSize);

/// The names of the hard links of the root group; others may lead out of the file. Throws Error if
/// the file cannot be read.
std::vector<std::string> RootNames(const std::string& path);

} // namespace losslandscape

#endif
