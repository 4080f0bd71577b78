// SPDX-License-Identifier: BSD-3-Clause
#ifndef losslandscape_Readers_Hdf5File_h
#define losslandscape_Readers_Hdf5File_h

#include "Core/Common/DenseArray.h"

#include <map>
#include <string>
#include <vector>

namespace losslandscape
{

/// The datasets in the root group of an HDF5 file.
struct Hdf5Contents
{
  NamedArrays Arrays; ///< numbers, as double precision
  std::map<std::string, std::string> Texts;
  /// A line for each dataset that is neither.
  std::vector<std::string> Skipped;
};

/// Reads them through VTK's HDF5 library, without locking the file. Every size is checked against
/// the file before memory is taken; links out of the file, external and virtual storage are passed
/// over. Throws Error naming file and dataset.
Hdf5Contents ReadHdf5(const std::string& path);

/// Names of what the root group links to; empty if the file is no HDF5 file. Reads no data.
std::vector<std::string> Hdf5Names(const std::string& path);

/// True if the file starts as HDF5 files do; looks at 8 bytes.
bool IsHdf5File(const std::string& path);

/// Writes such a file. It appears complete or not at all. Throws Error if it cannot be written.
void WriteHdf5(const std::string& path, const Hdf5Contents& contents);

} // namespace losslandscape

#endif
