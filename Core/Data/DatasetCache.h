// SPDX-License-Identifier: BSD-3-Clause
#ifndef losslandscape_Data_DatasetCache_h
#define losslandscape_Data_DatasetCache_h

#include "Core/Data/Dataset.h"

#include <memory>
#include <string>
#include <vector>

namespace losslandscape
{

/// A text that changes whenever a data set has to be loaded again: it has the options and, for each
/// file or folder of `sources` that the data come from, path, size and modification time. Throws
/// Error for a file that has vanished.
std::string CacheKey(const DatasetOptions& options, const std::vector<std::string>& sources);

/// The data set of that key if somebody still holds it, otherwise null.
std::shared_ptr<const Dataset> FindResident(const std::string& key);

/// Remembers a data set for as long as somebody holds it. Returns it, or the one that another
/// thread remembered under the same key in the meantime.
std::shared_ptr<const Dataset> MakeResident(
  const std::string& key, std::shared_ptr<const Dataset> data);

} // namespace losslandscape

#endif
