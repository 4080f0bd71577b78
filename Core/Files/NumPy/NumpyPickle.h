// SPDX-License-Identifier: BSD-3-Clause
#ifndef losslandscape_Files_NumPy_NumpyPickle_h
#define losslandscape_Files_NumPy_NumpyPickle_h

#include "Core/Common/DenseArray.h"
#include "Core/Files/Pickle/PickleTree.h"

#include <optional>

namespace losslandscape
{

/// True for a pickled NumPy scalar or array.
bool IsNumpyValue(const PickleTree& tree, PickleId id);

/// Bytes that the value stores, for a limit to be checked before it is decoded.
std::size_t NumpyByteCount(const PickleTree& tree, PickleId id);

/// Decodes one (a scalar has the empty shape). Throws Error if it is malformed or of a type without
/// counterpart.
DenseArray DecodeNumpyValue(const PickleTree& tree, PickleId id);

} // namespace losslandscape

#endif
