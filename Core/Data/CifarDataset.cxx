// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Data/SampleCatalog.h"

#include "Core/Common/Error.h"
#include "Core/Data/CifarNames.h"
#include "Core/Files/Archives/FileBytes.h"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <sstream>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

namespace losslandscape
{
namespace
{

namespace fs = std::filesystem;

constexpr std::size_t PixelCount = 3 * 32 * 32;
constexpr std::size_t SamplesPerReport = 256;
constexpr std::uint64_t FileLimit = std::uint64_t(1) << 33;
constexpr std::uint64_t NamesLimit = std::uint64_t(1) << 20;

/// What sets CIFAR-10 and CIFAR-100 apart. A record of either has LabelBytes labels, of which the
/// last one counts, and the pixels as planes of red, green and blue.
struct CifarLayout
{
  const char* Name;
  const char* Folder;
  std::vector<std::string> TrainFiles;
  std::vector<std::string> TestFiles;
  const char* NamesFile;
  std::size_t LabelBytes;
  std::vector<std::string> ClassNames;
  std::vector<double> Mean;
  std::vector<double> StandardDeviation;

  std::size_t RecordSize() const { return this->LabelBytes + PixelCount; }
};

CifarLayout Cifar10Layout()
{
  return { "CIFAR-10", "cifar-10-batches-bin",
    { "data_batch_1.bin", "data_batch_2.bin", "data_batch_3.bin", "data_batch_4.bin",
      "data_batch_5.bin" },
    { "test_batch.bin" }, "batches.meta.txt", 1, Cifar10Names(), { 0.485, 0.456, 0.406 },
    { 0.229, 0.224, 0.225 } };
}

CifarLayout Cifar100Layout()
{
  return { "CIFAR-100", "cifar-100-binary", { "train.bin" }, { "test.bin" }, "fine_label_names.txt",
    2, Cifar100Names(), { 0.5071, 0.4865, 0.4409 }, { 0.2673, 0.2564, 0.2762 } };
}

const std::vector<std::string>& SplitFiles(const CifarLayout& layout, DatasetSplit split)
{
  return split == DatasetSplit::Train ? layout.TrainFiles : layout.TestFiles;
}

/// The folder that holds the files: the given one or the archive's own inside it.
fs::path FindFolder(const CifarLayout& layout, const DatasetOptions& options)
{
  std::error_code failure;
  const std::string& probe = SplitFiles(layout, options.Split).front();
  for (const fs::path& folder : { fs::path(options.Path), fs::path(options.Path) / layout.Folder })
  {
    if (fs::exists(folder / probe, failure))
    {
      return folder;
    }
  }
  throw Error("no " + std::string(layout.Name) + " files in folder")
    .Where(options.Path)
    .Expected(probe + ", there or in " + layout.Folder)
    .Found("none")
    .Advice("download the binary version; the Python and Matlab versions are not read");
}

std::vector<std::string> FindFiles(const CifarLayout& layout, const DatasetOptions& options)
{
  std::error_code failure;
  if (!fs::is_directory(options.Path, failure))
  {
    return { options.Path };
  }
  const fs::path folder = FindFolder(layout, options);
  std::vector<std::string> files;
  for (const std::string& name : SplitFiles(layout, options.Split))
  {
    files.push_back((folder / name).string());
  }
  return files;
}

/// The file of class names that stands beside the data; empty if there is none.
std::string FindNamesFile(const CifarLayout& layout, const std::string& dataFile)
{
  std::error_code failure;
  const fs::path path = fs::path(dataFile).parent_path() / layout.NamesFile;
  return fs::is_regular_file(path, failure) ? path.string() : "";
}

std::vector<std::string> ReadClassNames(const CifarLayout& layout, const std::string& path)
{
  const std::vector<std::uint8_t> bytes = ReadFileBytes(path, NamesLimit);
  std::istringstream words(std::string(bytes.begin(), bytes.end()));
  std::vector<std::string> names;
  for (std::string word; words >> word;)
  {
    names.push_back(word);
  }
  if (names.size() != layout.ClassNames.size())
  {
    throw Error("wrong number of class names")
      .Where(path)
      .Expected(std::to_string(layout.ClassNames.size()))
      .Found(std::to_string(names.size()))
      .Advice("restore or remove the file; without it the usual names are used");
  }
  return names;
}

void CheckRecords(
  const CifarLayout& layout, const std::string& path, const std::vector<std::uint8_t>& bytes)
{
  const std::size_t recordSize = layout.RecordSize();
  if (bytes.empty() || bytes.size() % recordSize != 0)
  {
    throw Error("not a " + std::string(layout.Name) + " file")
      .Where(path)
      .Expected("records of " + std::to_string(recordSize) + " bytes")
      .Found(std::to_string(bytes.size()) + " bytes")
      .Advice("the file is truncated, compressed or of another kind");
  }
  for (std::size_t record = 0; record < bytes.size() / recordSize; ++record)
  {
    const std::size_t label = bytes[record * recordSize + layout.LabelBytes - 1];
    if (label >= layout.ClassNames.size())
    {
      throw Error("label out of range")
        .Where(path + ", record " + std::to_string(record))
        .Expected("0 to " + std::to_string(layout.ClassNames.size() - 1))
        .Found(std::to_string(label))
        .Advice("the file is damaged or no " + std::string(layout.Name) + " file");
    }
  }
}

std::vector<std::uint8_t> ReadRecords(
  const CifarLayout& layout, const std::vector<std::string>& files, const Progress& progress)
{
  std::vector<std::uint8_t> records;
  for (std::size_t i = 0; i < files.size(); ++i)
  {
    ReportProgress(progress, double(i) / double(files.size()));
    const std::vector<std::uint8_t> bytes = ReadFileBytes(files[i], FileLimit);
    CheckRecords(layout, files[i], bytes);
    records.insert(records.end(), bytes.begin(), bytes.end());
  }
  return records;
}

void ReadSamples(const CifarLayout& layout, const std::vector<std::uint8_t>& records,
  const std::vector<std::int64_t>& chosen, const Progress& progress, Dataset& result)
{
  result.SampleShape = { 3, 32, 32 };
  result.Inputs.reserve(CountValues(result.Name, result.NumberOfSamples, result.SampleShape));
  for (std::size_t i = 0; i < chosen.size(); ++i)
  {
    if (i % SamplesPerReport == 0)
    {
      ReportProgress(progress, double(i) / double(chosen.size()));
    }
    const std::uint8_t* record = records.data() + chosen[i] * layout.RecordSize();
    AppendScaled(record + layout.LabelBytes, PixelCount, 255.0f, result.Inputs);
  }
  result.Mean = layout.Mean;
  result.StandardDeviation = layout.StandardDeviation;
}

std::vector<std::string> CifarSources(const CifarLayout& layout, const DatasetOptions& options)
{
  std::vector<std::string> sources = FindFiles(layout, options);
  const std::string namesFile = FindNamesFile(layout, sources.front());
  if (!namesFile.empty())
  {
    sources.push_back(namesFile);
  }
  return sources;
}

SampleCatalog OpenCifar(
  const CifarLayout& layout, const DatasetOptions& options, const Progress& progress)
{
  const std::vector<std::string> files = FindFiles(layout, options);
  const std::string namesFile = FindNamesFile(layout, files.front());
  SampleCatalog catalog;
  catalog.NumberOfClasses = static_cast<std::int64_t>(layout.ClassNames.size());
  catalog.ClassNames = namesFile.empty() ? layout.ClassNames : ReadClassNames(layout, namesFile);
  std::vector<std::uint8_t> records = ReadRecords(layout, files, progress);
  for (std::size_t label = layout.LabelBytes - 1; label < records.size();
       label += layout.RecordSize())
  {
    catalog.Labels.push_back(records[label]);
  }
  catalog.NumberOfSamples = static_cast<std::int64_t>(catalog.Labels.size());
  catalog.Read = [layout, records = std::move(records)](
                   const std::vector<std::int64_t>& chosen, const Progress& part, Dataset& result)
  { ReadSamples(layout, records, chosen, part, result); };
  return catalog;
}

} // namespace

DatasetFormat Cifar10Format()
{
  return { "CIFAR-10", true,
    [](const DatasetOptions& options) { return CifarSources(Cifar10Layout(), options); },
    [](const DatasetOptions& options, const Progress& progress)
    { return OpenCifar(Cifar10Layout(), options, progress); } };
}

DatasetFormat Cifar100Format()
{
  return { "CIFAR-100", true,
    [](const DatasetOptions& options) { return CifarSources(Cifar100Layout(), options); },
    [](const DatasetOptions& options, const Progress& progress)
    { return OpenCifar(Cifar100Layout(), options, progress); } };
}

} // namespace losslandscape
