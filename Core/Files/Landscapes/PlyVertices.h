// SPDX-License-Identifier: BSD-3-Clause
#ifndef losslandscape_Files_Landscapes_PlyVertices_h
#define losslandscape_Files_Landscapes_PlyVertices_h

#include "Core/Files/Landscapes/PlyHeader.h"
#include "Core/Files/Landscapes/SampledLandscape.h"

namespace losslandscape
{

/// Reads the properties of the vertices of a PLY file that are no lists, by name. Elements before
/// the vertices are passed over, those behind them are not looked at. Throws Error if the data are
/// truncated or malformed.
NamedValues ReadPlyVertices(const PlyHeader& header, ByteCursor& cursor);

} // namespace losslandscape

#endif
