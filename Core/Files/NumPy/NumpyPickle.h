// SPDX-License-Identifier: BSD-3-Clause
#ifndef losslandscape_Files_NumPy_NumpyPickle_h
#define losslandscape_Files_NumPy_NumpyPickle_h

#include "Core/Common/DenseArray.h"
#include "Core/Files/Pickle/PickleTree.h"

#include <optional>

namespace losslandscape
{

/// True if the node is a pickled NumPy scalar or array.
bool IsNumpyValue(const PickleTree& tree, PickleId id);

/// The number of bytes that the scalar or array stores, by which a limit can be checked before it
/// is decoded.
std::size_t NumpyByteCount(const PickleTree& tree, PickleId id);

/// Decodes a pickled NumPy scalar, which has the empty shape, or array. Throws Error if it is
/// malformed or of a type without counterpart.
DenseArray DecodeNumpyValue(const PickleTree& tree, PickleId id);

} // namespace losslandscape

#endif
