// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Data/ImageFolderListing.h"

#include "Core/Common/Error.h"

#include <algorithm>
#include <cctype>
#include <filesystem>
#include <system_error>

namespace losslandscape
{
namespace
{

namespace fs = std::filesystem;

/// The entries of a folder, sorted by name, without hidden ones.
std::vector<fs::path> ListFolder(const fs::path& folder)
{
  std::vector<fs::path> entries;
  std::error_code failure;
  for (fs::directory_iterator entry(folder, failure), end; !failure && entry != end;
       entry.increment(failure))
  {
    if (entry->path().filename().string()[0] != '.')
    {
      entries.push_back(entry->path());
    }
  }
  if (failure)
  {
    throw Error("cannot list folder").Where(folder.string()).Found(failure.message());
  }
  std::sort(entries.begin(), entries.end());
  return entries;
}

bool IsFolder(const fs::path& path)
{
  std::error_code failure;
  return fs::is_directory(path, failure);
}

bool IsPicture(const fs::path& path)
{
  std::string ending = path.extension().string();
  std::transform(ending.begin(), ending.end(), ending.begin(),
    [](unsigned char letter) { return static_cast<char>(std::tolower(letter)); });
  return ending == ".png" || ending == ".jpg" || ending == ".jpeg";
}

/// The first of the folders with these names that has class folders inside; empty if there is none.
/// A folder that holds pictures only is a class itself, as one with pictures of trains would be.
std::string FindSplitFolder(const fs::path& parent, const std::vector<std::string>& names)
{
  for (const std::string& name : names)
  {
    const fs::path folder = parent / name;
    if (!IsFolder(folder))
    {
      continue;
    }
    const std::vector<fs::path> entries = ListFolder(folder);
    if (std::any_of(entries.begin(), entries.end(), IsFolder))
    {
      return folder.string();
    }
  }
  return "";
}

} // namespace

std::string ImageRoot(const DatasetOptions& options)
{
  if (!IsFolder(options.Path))
  {
    throw Error("no folder of images")
      .Where(options.Path)
      .Expected("a folder with one folder per class")
      .Found("no folder of that name");
  }
  const std::string train = FindSplitFolder(options.Path, { "train" });
  const std::string test = FindSplitFolder(options.Path, { "test", "val", "validation" });
  if (train.empty() && test.empty())
  {
    return options.Path;
  }
  const bool wantsTrain = options.Split == DatasetSplit::Train;
  const std::string& root = wantsTrain ? train : test;
  if (root.empty())
  {
    throw Error("no folder for this split")
      .Where(options.Path)
      .Expected(wantsTrain ? "a folder train beside " + test
                           : "a folder test, val or validation beside " + train)
      .Advice("choose the other split or a folder of classes");
  }
  return root;
}

std::vector<ImageClass> ListImageClasses(const std::string& root)
{
  std::vector<ImageClass> classes;
  bool hasPictures = false;
  for (const fs::path& folder : ListFolder(root))
  {
    if (!IsFolder(folder))
    {
      continue;
    }
    ImageClass imageClass = { folder.filename().string(), folder.string(), {} };
    for (const fs::path& file : ListFolder(folder))
    {
      if (IsPicture(file))
      {
        imageClass.Files.push_back(file.string());
        hasPictures = true;
      }
    }
    classes.push_back(imageClass);
  }
  if (!hasPictures)
  {
    throw Error("no images in folder")
      .Where(root)
      .Expected("CLASS/*.png, .jpg or .jpeg")
      .Found(std::to_string(classes.size()) + " class folders without any");
  }
  return classes;
}

} // namespace losslandscape
