// SPDX-License-Identifier: BSD-3-Clause
#ifndef losslandscape_Files_Landscapes_PlyLandscape_h
#define losslandscape_Files_Landscapes_PlyLandscape_h

#include "Core/Files/Landscapes/SampledLandscape.h"

namespace losslandscape
{

/// True if the first line is that of a PLY file.
bool IsPlyFile(const std::string& path);

/// True if the file is a PLY whose vertices have coordinates and a property `s`; reads the header.
bool IsPlyLandscape(const std::string& path);

/// Reads a landscape from a PLY file (ascii, binary of both byte orders): vertices on a uniform
/// grid in one to three dimensions, in any order, whose property `s` becomes `loss`; other scalar
/// properties keep their names. Vertices where `s` is NaN are missing. Faces are not looked at.
/// Throws Error naming the file if it is malformed or truncated, has no property `s`, or its
/// vertices form no uniform grid.
SampledLandscape ReadPlyLandscape(const std::string& path);

enum class PlyEncoding
{
  Ascii,
  Binary ///< little endian
};

/// Writes a landscape as a PLY file that ReadPlyLandscape reads: vertices x, y, z, the arrays in
/// double precision, `loss` as `s` and last; quadrilaterals between neighbours if the grid has two
/// dimensions. Missing points have s = nan. The file appears complete or not at all. Throws Error
/// if it cannot be written.
void WritePlyLandscape(
  const std::string& path, const SampledLandscape& landscape, PlyEncoding encoding);

} // namespace losslandscape

#endif
