// SPDX-License-Identifier: BSD-3-Clause
// Reading with the HDF5 library, which may crash on damaged files: to be called in a child process.
#ifndef losslandscape_Files_Hdf5_Hdf5DirectionGroups_h
#define losslandscape_Files_Hdf5_Hdf5DirectionGroups_h

#include "Core/Files/Hdf5/Hdf5File.h"

#include <cstdint>

namespace losslandscape
{

/// Reads the directions of a file of `fileSize` bytes (see ReadHdf5Directions) as arrays
/// "xdirection/0", "xdirection/1", ..., "ydirection/0", ... Throws Error naming file and dataset.
Hdf5Contents ReadDirectionGroups(const std::string& path, std::uint64_t fileSize);

} // namespace losslandscape

#endif
