// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Data/SampleCatalog.h"

#include "Core/Common/DenseArray.h"
#include "Core/Common/Error.h"
#include "Core/Files/Images/Idx.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

namespace losslandscape
{
namespace
{

namespace fs = std::filesystem;

constexpr std::int64_t ClassCount = 10;
constexpr std::size_t SamplesPerReport = 256;

struct MnistFiles
{
  std::string Images;
  std::string Labels;
};

/// The file of that content ("images") in any of the usual spellings of its name; empty if there is
/// none.
std::string FindIdxFile(const fs::path& folder, const std::string& prefix,
  const std::string& content, const std::string& rank)
{
  std::error_code failure;
  for (const char* separator : { "-", "." })
  {
    for (const char* ending : { "-ubyte", "-ubyte.gz" })
    {
      const fs::path path = folder / (prefix + "-" + content + separator + rank + ending);
      if (fs::is_regular_file(path, failure))
      {
        return path.string();
      }
    }
  }
  return "";
}

MnistFiles FindInFolder(const DatasetOptions& options)
{
  const std::string prefix = options.Split == DatasetSplit::Train ? "train" : "t10k";
  const fs::path root(options.Path);
  for (const fs::path& folder : { root, root / "raw", root / "MNIST" / "raw" })
  {
    const MnistFiles files = { FindIdxFile(folder, prefix, "images", "idx3"),
      FindIdxFile(folder, prefix, "labels", "idx1") };
    if (!files.Images.empty() && !files.Labels.empty())
    {
      return files;
    }
  }
  throw Error("no MNIST files in folder")
    .Where(options.Path)
    .Expected(prefix + "-images-idx3-ubyte and " + prefix +
      "-labels-idx1-ubyte, plain or .gz, there or in the folder raw")
    .Found("not both");
}

void ReplaceLast(std::string& text, const std::string& from, const std::string& to)
{
  const std::size_t place = text.rfind(from);
  if (place != std::string::npos)
  {
    text.replace(place, from.size(), to);
  }
}

MnistFiles FindBesideImages(const std::string& images)
{
  const fs::path path(images);
  std::string name = path.filename().string();
  ReplaceLast(name, "images", "labels");
  ReplaceLast(name, "idx3", "idx1");
  if (name == path.filename().string())
  {
    throw Error("cannot tell the file of labels")
      .Where(images)
      .Expected("a name that contains \"images\"")
      .Advice("choose the file of images or the folder");
  }
  return { images, (path.parent_path() / name).string() };
}

MnistFiles FindFiles(const DatasetOptions& options)
{
  std::error_code failure;
  return fs::is_directory(options.Path, failure) ? FindInFolder(options)
                                                 : FindBesideImages(options.Path);
}

DenseArray ReadBytesArray(const std::string& path, std::size_t rank)
{
  DenseArray array = ReadIdx(path);
  if (array.Type != ElementType::UInt8 || array.Shape.size() != rank)
  {
    throw Error("idx file holds something else")
      .Where(path)
      .Expected("uint8 of " + std::to_string(rank) + (rank == 1 ? " axis" : " axes"))
      .Found(std::string(ElementName(array.Type)) + " " + ShapeText(array.Shape));
  }
  return array;
}

void CheckLabels(
  const MnistFiles& files, const DenseArray& images, const std::vector<std::int64_t>& labels)
{
  if (images.Shape[0] != static_cast<std::int64_t>(labels.size()))
  {
    throw Error("images and labels differ in number")
      .Where(files.Labels)
      .Expected(std::to_string(images.Shape[0]) + " as in " + files.Images)
      .Found(std::to_string(labels.size()));
  }
  const auto wrong = std::find_if(labels.begin(), labels.end(),
    [](std::int64_t label) { return label < 0 || label >= ClassCount; });
  if (wrong != labels.end())
  {
    throw Error("label out of range")
      .Where(files.Labels + ", record " + std::to_string(wrong - labels.begin()))
      .Expected("0 to 9")
      .Found(std::to_string(*wrong));
  }
}

void ReadSamples(const std::string& path, const DenseArray& images,
  const std::vector<std::int64_t>& chosen, const Progress& progress, Dataset& result)
{
  result.SampleShape = { 1, images.Shape[1], images.Shape[2] };
  const std::size_t sampleSize = CountValues(path, 1, result.SampleShape);
  result.Inputs.reserve(CountValues(path, result.NumberOfSamples, result.SampleShape));
  const std::uint8_t* pixels = reinterpret_cast<const std::uint8_t*>(images.Bytes.data());
  for (std::size_t i = 0; i < chosen.size(); ++i)
  {
    if (i % SamplesPerReport == 0)
    {
      ReportProgress(progress, double(i) / double(chosen.size()));
    }
    AppendScaled(pixels + chosen[i] * sampleSize, sampleSize, 255.0f, result.Inputs);
  }
  result.Mean = { 0.1307 };
  result.StandardDeviation = { 0.3081 };
}

std::vector<std::string> MnistSources(const DatasetOptions& options)
{
  const MnistFiles files = FindFiles(options);
  return { files.Images, files.Labels };
}

SampleCatalog OpenMnist(const DatasetOptions& options, const Progress& progress)
{
  const MnistFiles files = FindFiles(options);
  DenseArray images = ReadBytesArray(files.Images, 3);
  ReportProgress(progress, 0.9);
  SampleCatalog catalog;
  catalog.Labels = ReadBytesArray(files.Labels, 1).ToInt64();
  CheckLabels(files, images, catalog.Labels);
  catalog.NumberOfSamples = images.Shape[0];
  catalog.NumberOfClasses = ClassCount;
  catalog.ClassNames = NumberNames(ClassCount);
  catalog.Read = [path = files.Images, images = std::move(images)](
                   const std::vector<std::int64_t>& chosen, const Progress& part, Dataset& result)
  { ReadSamples(path, images, chosen, part, result); };
  return catalog;
}

} // namespace

DatasetFormat MnistFormat()
{
  return { "MNIST", true, MnistSources, OpenMnist };
}

} // namespace losslandscape
