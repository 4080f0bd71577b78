// SPDX-License-Identifier: BSD-3-Clause
#ifndef losslandscape_Testing_Hdf5Checksums_h
#define losslandscape_Testing_Hdf5Checksums_h

#include <cstddef>
#include <cstdint>

namespace losslandscape
{

/// Bob Jenkins' hash lookup3 (public domain), the checksum of HDF5's metadata.
std::uint32_t Lookup3(const std::uint8_t* data, std::size_t size);

/// Puts the right checksum behind every object header of the newer kind that lies within an HDF5
/// file, and behind its superblock. So changes of them get past the checksums.
void RepairHdf5Checksums(std::uint8_t* data, std::size_t size);

} // namespace losslandscape

#endif
