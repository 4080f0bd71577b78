// SPDX-License-Identifier: BSD-3-Clause
#ifndef losslandscape_Data_ImageFolderListing_h
#define losslandscape_Data_ImageFolderListing_h

#include "Core/Data/Dataset.h"

#include <string>
#include <vector>

namespace losslandscape
{

/// The pictures of one class, sorted by name.
struct ImageClass
{
  std::string Name;
  std::string Folder;
  std::vector<std::string> Files;
};

/// The folder whose subfolders are the classes: the split's own or, if there are no split folders,
/// options.Path. Throws Error if there is no such folder.
std::string ImageRoot(const DatasetOptions& options);

/// The classes in a root folder, sorted by name. Hidden folders and files that are no pictures by
/// their name are passed over. Throws Error if there are no pictures at all.
std::vector<ImageClass> ListImageClasses(const std::string& root);

} // namespace losslandscape

#endif
