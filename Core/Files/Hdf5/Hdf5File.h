// SPDX-License-Identifier: BSD-3-Clause
#ifndef losslandscape_Files_Hdf5_Hdf5File_h
#define losslandscape_Files_Hdf5_Hdf5File_h

#include "Core/Common/DenseArray.h"
#include "Core/Common/Progress.h"

#include <map>
#include <string>
#include <vector>

namespace losslandscape
{

/// The datasets in the root group of an HDF5 file.
struct Hdf5Contents
{
  NamedArrays Arrays; ///< datasets of numbers, in double precision
  std::map<std::string, std::string> Texts;
  /// A line for each object that is neither numbers nor a text of this file.
  std::vector<std::string> Skipped;
};

/// Reads the root group of an HDF5 file, without locking the file. Every size is checked against
/// the file before memory is taken; links out of the file, external and virtual storage are passed
/// over. Throws Error naming file and dataset, Aborted if progress asks to stop.
///
/// The HDF5 library crashes on some damaged files. Therefore it reads in a process of its own, the
/// program losslandscape-hdf5 (see RunProgram), and its crash becomes an Error. It is also an Error
/// if this program is missing.
Hdf5Contents ReadHdf5(const std::string& path, const Progress& progress = {});

/// Names of what the root group links to; empty if the file is no HDF5 file, or damaged. Reads no
/// data.
std::vector<std::string> Hdf5Names(const std::string& path);

/// True if the file starts as HDF5 files do; looks at 8 bytes.
bool IsHdf5File(const std::string& path);

/// Runs the program: `what` is "contents", "names" or "directions". Returns the packed bytes (see
/// Hdf5Bytes.h). Throws as ReadHdf5.
std::string RunHdf5Program(
  const std::string& what, const std::string& path, const Progress& progress = {});

} // namespace losslandscape

#endif
