// SPDX-License-Identifier: BSD-3-Clause
#ifndef losslandscape_Testing_DataTesting_h
#define losslandscape_Testing_DataTesting_h

#include "Core/Data/Dataset.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace losslandscape
{

/// Path of a fixture in Testing/Data/datasets.
std::string Fixture(const std::string& name);

/// Path of an empty folder to write to, one per test.
std::string EmptyFolder();

void WriteBytes(const std::string& path, const std::vector<std::uint8_t>& bytes);
std::vector<std::uint8_t> ReadBytes(const std::string& path);

/// Single-precision numbers of a fixture.
std::vector<float> ReadFloats(const std::string& name);

/// What `pixels` of make_datasets.py gives.
std::vector<std::uint8_t> FixturePixels(int seed, int count);

/// A data set of a path without normalisation: mean 0, standard deviation 1.
DatasetOptions PlainOptions(
  DatasetKind kind, const std::string& path, DatasetSplit split = DatasetSplit::Train);

/// Inputs of one sample times `scale`, rounded: the bytes they came from.
std::vector<std::uint8_t> SampleBytes(const Dataset& data, std::int64_t sample, float scale);

/// Samples per class.
std::vector<std::int64_t> ClassCounts(const Dataset& data);

/// The message of the Error that loading throws; a test failure and "" if it throws none.
std::string LoadingError(const DatasetOptions& options);

/// True if the message contains every part.
::testing::AssertionResult Mentions(
  const std::string& message, const std::vector<std::string>& parts);

} // namespace losslandscape

#endif
