// SPDX-License-Identifier: BSD-3-Clause
// What an HDF5 file holds under which names. Every function may throw Error.
#ifndef losslandscape_Files_Hdf5_Hdf5Links_h
#define losslandscape_Files_Hdf5_Hdf5Links_h

#include "Core/Files/Hdf5/Hdf5Handles.h"

#include <string>
#include <vector>

namespace losslandscape
{

/// Opens a file for reading, without locking it.
Hdf5Handle OpenHdf5(const std::string& path);

/// The names of the hard links of a group, or of a file's root group. Other links may lead out of
/// the file.
std::vector<std::string> HardLinks(hid_t group);

/// The type of the object that a hard link leads to.
H5I_type_t ObjectType(hid_t group, const std::string& name);

} // namespace losslandscape

#endif
