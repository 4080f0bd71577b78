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

/// The contents of a data set before samples are chosen from it, and functions that read the chosen
/// ones.
struct SampleCatalog
{
  std::int64_t NumberOfSamples = 0;
  /// The class of each sample, in [0, NumberOfClasses); empty for data without classes.
  std::vector<std::int64_t> Labels;
  std::int64_t NumberOfClasses = 0;
  std::vector<std::string> ClassNames;

  /// Fills SampleShape, Inputs (not yet normalised), the default Mean and StandardDeviation and, if
  /// there are any, Targets, TargetShape, integers as stored and further inputs. `chosen`: indices
  /// of samples, ascending, at least one.
  std::function<void(
    const std::vector<std::int64_t>& chosen, const Progress& progress, Dataset& result)>
    Read;

  /// Fills DoubleInputs and DoubleTargets of the chosen samples, each if its type is one that
  /// floats round. An empty function if neither is.
  std::function<void(const std::vector<std::int64_t>& chosen, Dataset& result)> ReadDoubles = {};
};

/// One kind of data set. Its functions throw Error for paths and files that are not as they must
/// be.
struct DatasetFormat
{
  const char* Name;
  bool NeedsPath;
  /// Lists the files and folders that the content depends on.
  std::vector<std::string> (*Sources)(const DatasetOptions& options);
  /// Opens the data set of the options.
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

/// The number of values of `sampleCount` (at least 1) inputs of a shape. Throws Error, naming
/// `where`, if there are none or more than 2^32.
std::size_t CountValues(
  const std::string& where, std::int64_t sampleCount, const std::vector<std::int64_t>& sampleShape);

/// Appends bytes divided by `scale` to `values`.
void AppendScaled(
  const std::uint8_t* bytes, std::size_t count, float scale, std::vector<float>& values);

/// The names "0", "1", ... of classes that are only numbered.
std::vector<std::string> NumberNames(std::int64_t count);

/// A callback for a part of a task that reports its fractions to `whole` as fractions of the whole
/// task, in which the part goes from `begin` to `end`.
Progress PartOf(const Progress& whole, double begin, double end);

} // namespace losslandscape

#endif
