// SPDX-License-Identifier: BSD-3-Clause
#ifndef losslandscape_Files_Landscapes_PlyVertices_h
#define losslandscape_Files_Landscapes_PlyVertices_h

#include "Core/Files/Landscapes/PlyHeader.h"
#include "Core/Files/Landscapes/SampledLandscape.h"

namespace losslandscape
{

/// The properties of the vertices of a PLY file that are no lists, by name. What stands before the
/// vertices is passed over, what follows them is not looked at. Throws Error: truncated data, a
/// number that is none.
NamedValues ReadPlyVertices(const PlyHeader& header, ByteCursor& cursor);

} // namespace losslandscape

#endif
