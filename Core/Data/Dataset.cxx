// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Data/Dataset.h"

#include "Core/Common/Error.h"
#include "Core/Common/Sha256.h"
#include "Core/Data/DatasetCache.h"
#include "Core/Data/Normalization.h"
#include "Core/Data/SampleCatalog.h"
#include "Core/Data/Subset.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <numeric>
#include <utility>

namespace losslandscape
{
namespace
{

constexpr std::array<DatasetKind, 8> AllKinds = { DatasetKind::Digits, DatasetKind::Spirals,
  DatasetKind::SwissRoll, DatasetKind::Cifar10, DatasetKind::Cifar100, DatasetKind::Mnist,
  DatasetKind::ImageFolder, DatasetKind::TensorFile };

DatasetFormat FormatOf(DatasetKind kind)
{
  switch (kind)
  {
    case DatasetKind::Digits:
      return DigitsFormat();
    case DatasetKind::Spirals:
      return SpiralsFormat();
    case DatasetKind::SwissRoll:
      return SwissRollFormat();
    case DatasetKind::Cifar10:
      return Cifar10Format();
    case DatasetKind::Cifar100:
      return Cifar100Format();
    case DatasetKind::Mnist:
      return MnistFormat();
    case DatasetKind::ImageFolder:
      return ImageFolderFormat();
    case DatasetKind::TensorFile:
      return TensorFileFormat();
  }
  throw Error("unknown data set").Found("number " + std::to_string(static_cast<int>(kind)));
}

void CheckOptions(const DatasetFormat& format, const DatasetOptions& options)
{
  if (format.NeedsPath && options.Path.empty())
  {
    throw Error("data set has no path")
      .Where(format.Name)
      .Expected("a folder or a file")
      .Advice("set DatasetPath");
  }
  if (options.NumberOfSamples < 0)
  {
    throw Error("invalid number of samples")
      .Where(format.Name)
      .Expected("0 (all) or more")
      .Found(std::to_string(options.NumberOfSamples));
  }
}

/// The origin of data for messages: "CIFAR-10, /data/cifar" or, where there is no path, "Digits,
/// Train".
std::string Origin(const DatasetFormat& format, const DatasetOptions& options)
{
  const char* split = options.Split == DatasetSplit::Train ? "Train" : "Test";
  return std::string(format.Name) + ", " + (format.NeedsPath ? options.Path : split);
}

std::vector<std::int64_t> ChooseSamples(
  const SampleCatalog& catalog, const DatasetFormat& format, const DatasetOptions& options)
{
  const std::int64_t available = catalog.NumberOfSamples;
  if (available == 0)
  {
    throw Error("data set is empty")
      .Where(Origin(format, options))
      .Expected("at least one sample")
      .Found("none");
  }
  if (options.NumberOfSamples == 0 || options.NumberOfSamples >= available)
  {
    std::vector<std::int64_t> all(static_cast<std::size_t>(available));
    std::iota(all.begin(), all.end(), std::int64_t(0));
    return all;
  }
  if (catalog.Labels.empty())
  {
    const std::vector<std::int64_t> oneClass(static_cast<std::size_t>(available), 0);
    return BalancedSubset(oneClass, 1, options.NumberOfSamples, options.SampleSeed);
  }
  return BalancedSubset(
    catalog.Labels, catalog.NumberOfClasses, options.NumberOfSamples, options.SampleSeed);
}

/// Adds values to the hash in pieces, with progress between them, since SHA-256 takes a while for
/// large data.
template <typename T>
void HashValues(const std::vector<T>& values, const Progress& progress, Sha256& hash)
{
  constexpr std::size_t portion = std::size_t(1) << 22;
  for (std::size_t begin = 0; begin < values.size(); begin += portion)
  {
    ReportProgress(progress, double(begin) / double(values.size()));
    hash.Update(values.data() + begin, std::min(portion, values.size() - begin) * sizeof(T));
  }
}

/// Whether some of these integers are not what floats made of them.
bool AreRounded(const DenseArray& integers, const std::vector<float>& floats)
{
  if (integers.Bytes.empty() || ElementSize(integers.Type) < sizeof(float))
  {
    return false;
  }
  const std::vector<std::int64_t> exact = integers.ToInt64();
  return !std::equal(exact.begin(), exact.end(), floats.begin(),
    [](std::int64_t value, float single)
    { return static_cast<double>(value) == static_cast<double>(single); });
}

/// `hasRoundedInputs`: see AreRounded, of the inputs before they are normalised.
std::string HashOf(const Dataset& data, bool hasRoundedInputs, const Progress& progress)
{
  Sha256 hash;
  HashValues(data.Inputs, PartOf(progress, 0.0, 0.8), hash);
  HashValues(data.Labels, PartOf(progress, 0.8, 0.9), hash);
  HashValues(data.Targets, PartOf(progress, 0.9, 1.0), hash);
  if (hasRoundedInputs)
  {
    HashValues(data.IntegerInputs.Bytes, {}, hash);
  }
  if (AreRounded(data.IntegerTargets, data.Targets))
  {
    HashValues(data.IntegerTargets.Bytes, {}, hash);
  }
  for (const auto& [name, array] : data.FurtherInputs)
  {
    hash.Update(name + ElementName(array.Type) + ShapeText(array.Shape));
    HashValues(array.Bytes, {}, hash);
  }
  return hash.HexDigest();
}

/// Whether floats hold all of these numbers; NaN is NaN in either precision.
bool AreFloats(const std::vector<double>& values, const std::vector<float>& floats)
{
  return std::equal(values.begin(), values.end(), floats.begin(),
    [](double value, float single)
    { return value == static_cast<double>(single) || (std::isnan(value) && std::isnan(single)); });
}

/// The hash of data in double precision. Data that floats hold have the same hash in both
/// precisions.
std::string DoubleHashOf(const Dataset& data, const Progress& progress)
{
  if (AreFloats(data.DoubleInputs, data.Inputs) && AreFloats(data.DoubleTargets, data.Targets))
  {
    return data.Hash;
  }
  Sha256 hash;
  hash.Update(data.Hash);
  HashValues(data.DoubleInputs, PartOf(progress, 0.0, 0.8), hash);
  HashValues(data.DoubleTargets, PartOf(progress, 0.8, 1.0), hash);
  return hash.HexDigest();
}

std::shared_ptr<const Dataset> LoadFresh(
  const DatasetFormat& format, const DatasetOptions& options, const Progress& progress)
{
  const SampleCatalog catalog = format.Open(options, PartOf(progress, 0.0, 0.3));
  const std::vector<std::int64_t> chosen = ChooseSamples(catalog, format, options);

  auto data = std::make_shared<Dataset>();
  data->Name = format.Name;
  data->NumberOfSamples = static_cast<std::int64_t>(chosen.size());
  data->NumberOfClasses = catalog.NumberOfClasses;
  data->ClassNames = catalog.ClassNames;
  if (!catalog.Labels.empty())
  {
    for (const std::int64_t sample : chosen)
    {
      data->Labels.push_back(catalog.Labels[sample]);
    }
  }
  catalog.Read(chosen, PartOf(progress, 0.3, 0.6), *data);
  data->IsRounded = static_cast<bool>(catalog.ReadDoubles);
  const bool hasRoundedInputs = AreRounded(data->IntegerInputs, data->Inputs);
  Normalize(options, PartOf(progress, 0.6, 0.7), *data);
  data->Hash = HashOf(*data, hasRoundedInputs, PartOf(progress, 0.7, 1.0));
  ReportProgress(progress, 1.0);
  return data;
}

std::shared_ptr<const Dataset> LoadDoubles(const DatasetFormat& format,
  const DatasetOptions& options, std::shared_ptr<const Dataset> rounded, const Progress& progress)
{
  const SampleCatalog catalog = format.Open(options, PartOf(progress, 0.0, 0.3));
  auto data = std::make_shared<Dataset>(*rounded);
  catalog.ReadDoubles(ChooseSamples(catalog, format, options), *data);
  NormalizeDoubles(*data);
  data->Hash = DoubleHashOf(*data, PartOf(progress, 0.5, 1.0));
  data->Rounded = std::move(rounded);
  ReportProgress(progress, 1.0);
  return data;
}

} // namespace

const char* DatasetName(DatasetKind kind)
{
  return FormatOf(kind).Name;
}

DatasetKind DatasetFromName(const std::string& name)
{
  std::string valid;
  for (const DatasetKind kind : AllKinds)
  {
    if (name == DatasetName(kind))
    {
      return kind;
    }
    valid += (valid.empty() ? "" : ", ") + std::string(DatasetName(kind));
  }
  throw Error("unknown data set").Expected("one of " + valid).Found("\"" + name + "\"");
}

std::shared_ptr<const Dataset> LoadDataset(const DatasetOptions& options, const Progress& progress)
{
  const DatasetFormat format = FormatOf(options.Kind);
  CheckOptions(format, options);
  const std::string key = CacheKey(options, format.Sources(options));
  if (std::shared_ptr<const Dataset> resident = FindResident(key))
  {
    return resident;
  }
  return MakeResident(key, LoadFresh(format, options, progress));
}

std::shared_ptr<const Dataset> LoadDoubleDataset(
  const DatasetOptions& options, const Progress& progress)
{
  std::shared_ptr<const Dataset> rounded = LoadDataset(options, PartOf(progress, 0.0, 0.5));
  if (!rounded->IsRounded)
  {
    return rounded;
  }
  const DatasetFormat format = FormatOf(options.Kind);
  const std::string key = "double\n" + CacheKey(options, format.Sources(options));
  if (std::shared_ptr<const Dataset> resident = FindResident(key))
  {
    return resident;
  }
  return MakeResident(
    key, LoadDoubles(format, options, std::move(rounded), PartOf(progress, 0.5, 1.0)));
}

} // namespace losslandscape
