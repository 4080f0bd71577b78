// SPDX-License-Identifier: BSD-3-Clause
#ifndef losslandscape_Data_SampleCatalog_h
#define losslandscape_Data_SampleCatalog_h

#include "Core/Common/Progress.h"
#include "Core/Data/Dataset.h"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace losslandscape
{

/// What a data set holds before samples are chosen from it, and how to get the chosen ones.
struct SampleCatalog
{
  std::int64_t NumberOfSamples = 0;
  /// Class of each sample, in [0, NumberOfClasses); empty for data with given targets.
  std::vector<std::int64_t> Labels;
  std::int64_t NumberOfClasses = 0;
  std::vector<std::string> ClassNames;

  /// Fills SampleShape, Inputs (not yet normalised), Targets and TargetShape if there are any, and
  /// the default Mean and StandardDeviation. `chosen`: indices of samples, ascending, at least one.
  std::function<void(
    const std::vector<std::int64_t>& chosen, const Progress& progress, Dataset& result)>
    Read;

  /// Fills DoubleInputs and DoubleTargets with those of the chosen samples that floats round; empty
  /// if there are none.
  std::function<void(const std::vector<std::int64_t>& chosen, Dataset& result)> ReadDoubles = {};
};

/// One kind of data set. Its functions throw Error for paths and files that are not as they must
/// be.
struct DatasetFormat
{
  const char* Name;
  bool NeedsPath;
  /// Files and folders that the content depends on.
  std::vector<std::string> (*Sources)(const DatasetOptions& options);
  SampleCatalog (*Open)(const DatasetOptions& options, const Progress& progress);
};

DatasetFormat DigitsFormat();
DatasetFormat SpiralsFormat();
DatasetFormat SwissRollFormat();
DatasetFormat Cifar10Format();
DatasetFormat Cifar100Format();
DatasetFormat MnistFormat();
DatasetFormat ImageFolderFormat();
DatasetFormat TensorFileFormat();

/// Values of `sampleCount` (at least 1) inputs of a shape; throws Error, naming `where`, if there
/// are none or more than 2^32.
std::size_t CountValues(
  const std::string& where, std::int64_t sampleCount, const std::vector<std::int64_t>& sampleShape);

/// Appends bytes divided by `scale` to `values`.
void AppendScaled(
  const std::uint8_t* bytes, std::size_t count, float scale, std::vector<float>& values);

/// "0", "1", ...
std::vector<std::string> NumberNames(std::int64_t count);

/// Reports the fractions of a part of a task as those of the whole, where the part goes from
/// `begin` to `end`.
Progress PartOf(const Progress& whole, double begin, double end);

} // namespace losslandscape

#endif
