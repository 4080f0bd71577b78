// SPDX-License-Identifier: BSD-3-Clause
// Shows SQLite's types.
#ifndef losslandscape_Store_StoreSchema_h
#define losslandscape_Store_StoreSchema_h

#include "Core/Store/Database.h"

#include <memory>

namespace losslandscape
{

/// Opens a file of points, or makes it if there is none or an empty one. Throws Error for anything
/// else and leaves it untouched: SQLite does not so much as finish another program's interrupted
/// transaction in it.
std::unique_ptr<Database> OpenStore(const std::string& path);

} // namespace losslandscape

#endif
