// SPDX-License-Identifier: BSD-3-Clause
// Contents of HDF5 files as bytes, on their way from one process of this machine to another.
#ifndef losslandscape_Files_Hdf5_Hdf5Bytes_h
#define losslandscape_Files_Hdf5_Hdf5Bytes_h

#include "Core/Files/Hdf5/Hdf5File.h"

namespace losslandscape
{

/// Packs the contents so that UnpackHdf5 restores them to the bit.
std::string PackHdf5(const Hdf5Contents& contents);

/// Unpacks what PackHdf5 has packed. Throws Error if the bytes are not what PackHdf5 made.
Hdf5Contents UnpackHdf5(const std::string& bytes);

std::string PackLines(const std::vector<std::string>& lines);

std::vector<std::string> UnpackLines(const std::string& bytes);

} // namespace losslandscape

#endif
