// SPDX-License-Identifier: BSD-3-Clause
#ifndef losslandscape_Files_Archives_TarArchive_h
#define losslandscape_Files_Archives_TarArchive_h

#include "Core/Files/Archives/Bytes.h"

#include <map>
#include <string>

namespace losslandscape
{

/// Whether these first bytes of a file, 512 at least, are those of a tar archive.
bool IsTar(const std::string& bytes);

/// The name of the first file of which the first bytes of an archive have the header; empty if
/// there is none.
std::string FirstTarMember(const std::string& bytes);

/// The files in a tar archive (ustar, also with the headers of pax) that is held in memory, by
/// name. Of several with one name the last one counts. Source: POSIX.1-2001, pax. Throws Error if a
/// header is malformed or a file reaches beyond the archive.
std::map<std::string, ByteView> TarMembers(ByteView archive);

} // namespace losslandscape

#endif
