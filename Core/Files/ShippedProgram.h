// SPDX-License-Identifier: BSD-3-Clause
#ifndef losslandscape_Files_ShippedProgram_h
#define losslandscape_Files_ShippedProgram_h

#include <string>

namespace losslandscape
{

/// Path of a program that the suite runs in a process of its own ("losslandscape-hdf5"). It is
/// looked for in the folder named by the environment variable LOSSLANDSCAPE_PROGRAMS, then in
/// libexec/losslandscape beside or above the running library. Throws Error listing the folders
/// tried.
std::string ShippedProgram(const std::string& name);

} // namespace losslandscape

#endif
