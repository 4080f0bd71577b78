// SPDX-License-Identifier: BSD-3-Clause
#ifndef losslandscape_Files_Images_Idx_h
#define losslandscape_Files_Images_Idx_h

#include "Core/Common/DenseArray.h"

#include <string>

namespace losslandscape
{

/// Reads an idx file (the format of MNIST: two zero bytes, type, rank, big-endian dimensions,
/// data), plain or compressed with gzip, told apart by content. Throws Error naming file and
/// reason.
DenseArray ReadIdx(const std::string& path);

} // namespace losslandscape

#endif
