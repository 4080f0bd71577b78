// SPDX-License-Identifier: BSD-3-Clause
#ifndef losslandscape_Files_Hdf5_Hdf5Writer_h
#define losslandscape_Files_Hdf5_Hdf5Writer_h

#include "Core/Files/Hdf5/Hdf5File.h"

namespace losslandscape
{

/// Writes an HDF5 file with the arrays and texts in its root group. It appears complete or not at
/// all. Throws Error if it cannot be written.
void WriteHdf5(const std::string& path, const Hdf5Contents& contents);

} // namespace losslandscape

#endif
