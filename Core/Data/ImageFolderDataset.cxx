// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Data/SampleCatalog.h"

#include "Core/Common/Error.h"
#include "Core/Data/ImageFolderListing.h"
#include "Core/Files/Images/ImageFile.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace losslandscape
{
namespace
{

std::string SizeText(const Image& image)
{
  return std::to_string(image.Width) + " x " + std::to_string(image.Height) + " pixels";
}

void CheckSize(
  const std::string& path, const Image& image, const std::string& firstPath, const Image& first)
{
  if (image.Width != first.Width || image.Height != first.Height)
  {
    throw Error("images differ in size")
      .Where(path)
      .Expected(SizeText(first) + " as in " + firstPath)
      .Found(SizeText(image))
      .Advice("bring all images to one size first");
  }
}

std::vector<Image> ReadImages(const std::vector<std::string>& paths,
  const std::vector<std::int64_t>& chosen, const Progress& progress)
{
  std::vector<Image> images;
  for (const std::int64_t sample : chosen)
  {
    ReportProgress(progress, double(images.size()) / double(chosen.size()));
    Image image = ReadImageFile(paths[sample]);
    if (images.empty())
    {
      // This refuses what would not fit before all images are decoded. It counts three channels,
      // since any image may turn out to be coloured.
      CountValues(
        paths[sample], static_cast<std::int64_t>(chosen.size()), { 3, image.Height, image.Width });
    }
    else
    {
      CheckSize(paths[sample], image, paths[chosen.front()], images.front());
    }
    images.push_back(std::move(image));
  }
  return images;
}

int ChannelCount(const std::vector<Image>& images)
{
  int count = 0;
  for (const Image& image : images)
  {
    count = std::max(count, image.Channels);
  }
  return count;
}

void SetOwnNormalization(int channels, Dataset& result)
{
  if (channels == 1)
  {
    result.Mean = { 0.5 };
    result.StandardDeviation = { 0.5 };
  }
  else
  {
    result.Mean = { 0.485, 0.456, 0.406 };
    result.StandardDeviation = { 0.229, 0.224, 0.225 };
  }
}

void ReadSamples(const std::vector<std::string>& paths, const std::vector<std::int64_t>& chosen,
  const Progress& progress, Dataset& result)
{
  std::vector<Image> images = ReadImages(paths, chosen, progress);
  const int channels = ChannelCount(images);
  result.SampleShape = { channels, images.front().Height, images.front().Width };
  result.Inputs.reserve(
    CountValues(paths[chosen.front()], result.NumberOfSamples, result.SampleShape));
  for (Image& image : images)
  {
    const int copies = channels / image.Channels;
    for (int copy = 0; copy < copies; ++copy)
    {
      AppendScaled(image.Pixels.data(), image.Pixels.size(), 255.0f, result.Inputs);
    }
    // Images are freed one by one, so that bytes and floats are not all in memory together.
    image.Pixels = {};
  }
  SetOwnNormalization(channels, result);
}

std::vector<std::string> ImageFolderSources(const DatasetOptions& options)
{
  const std::string root = ImageRoot(options);
  std::vector<std::string> sources = { root };
  for (const ImageClass& imageClass : ListImageClasses(root))
  {
    sources.push_back(imageClass.Folder);
    sources.insert(sources.end(), imageClass.Files.begin(), imageClass.Files.end());
  }
  return sources;
}

SampleCatalog OpenImageFolder(const DatasetOptions& options, const Progress&)
{
  SampleCatalog catalog;
  std::vector<std::string> paths;
  for (const ImageClass& imageClass : ListImageClasses(ImageRoot(options)))
  {
    paths.insert(paths.end(), imageClass.Files.begin(), imageClass.Files.end());
    catalog.Labels.resize(paths.size(), catalog.NumberOfClasses);
    catalog.ClassNames.push_back(imageClass.Name);
    ++catalog.NumberOfClasses;
  }
  catalog.NumberOfSamples = static_cast<std::int64_t>(paths.size());
  catalog.Read = [paths = std::move(paths)](
                   const std::vector<std::int64_t>& chosen, const Progress& part, Dataset& result)
  { ReadSamples(paths, chosen, part, result); };
  return catalog;
}

} // namespace

DatasetFormat ImageFolderFormat()
{
  return { "Image Folder", true, ImageFolderSources, OpenImageFolder };
}

} // namespace losslandscape
