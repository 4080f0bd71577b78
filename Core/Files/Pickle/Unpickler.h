// SPDX-License-Identifier: BSD-3-Clause
#ifndef losslandscape_Files_Pickle_Unpickler_h
#define losslandscape_Files_Pickle_Unpickler_h

#include "Core/Files/Archives/Bytes.h"
#include "Core/Files/Pickle/PickleTree.h"

namespace losslandscape
{

/// Reads one pickle (protocols 0 to 5) from the cursor and leaves the cursor behind its STOP
/// opcode.
///
/// Nothing is imported, called or executed: globals, calls and persistent references become nodes,
/// whatever they name. Dicts and lists are filled as Python would fill them; an OrderedDict is a
/// Dict, and an object that receives keyed items is one too.
///
/// Throws Error for malformed data and for more than 8 million nodes. Memory is at most about 100
/// bytes per byte of pickle, and bounded by that count.
PickleTree ReadPickle(ByteCursor& cursor);

} // namespace losslandscape

#endif
