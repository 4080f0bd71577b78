// SPDX-License-Identifier: BSD-3-Clause
#ifndef losslandscape_Files_Landscapes_NpzLandscape_h
#define losslandscape_Files_Landscapes_NpzLandscape_h

#include "Core/Files/Landscapes/ArrayLandscape.h"

namespace losslandscape
{

/// True if the file is a NumPy archive with the names of a landscape's arrays. Looks at its
/// directory only.
bool IsNpzLandscape(const std::string& path);

/// Reads a landscape from a NumPy .npz archive; arrays that are no numbers are passed over. Throws
/// Error naming the file.
SampledLandscape ReadNpzLandscape(const std::string& path, const ArrayLandscapeOptions& options);

} // namespace losslandscape

#endif
