// SPDX-License-Identifier: BSD-3-Clause
#ifndef losslandscape_Files_Landscapes_NpyLandscape_h
#define losslandscape_Files_Landscapes_NpyLandscape_h

#include "Core/Files/Landscapes/ArrayLandscape.h"

namespace losslandscape
{

/// True if the file is a NumPy .npy array of numbers with one to three axes. Looks at its header
/// only.
bool IsNpyLandscape(const std::string& path);

/// Reads the losses in a NumPy .npy array: a profile, a plane or a volume. Such a file has no
/// coordinates: the grid has the array's lengths and the options' bounds. Automatic takes the array
/// as array[x], array[x][y] or array[x][y][z], as LandscapeFromArrays does where nothing tells the
/// order. Warnings say what was assumed. Throws Error naming the file, also for arrays without or
/// with more than three axes.
SampledLandscape ReadNpyLandscape(const std::string& path, const ArrayLandscapeOptions& options);

} // namespace losslandscape

#endif
