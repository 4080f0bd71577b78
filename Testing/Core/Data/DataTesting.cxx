// SPDX-License-Identifier: BSD-3-Clause
#include "Testing/Core/Data/DataTesting.h"

#include "Core/Common/Error.h"

#include <cmath>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>

namespace losslandscape
{

std::string Fixture(const std::string& name)
{
  return LOSSLANDSCAPE_TEST_DATA "/datasets/" + name;
}

std::string EmptyFolder()
{
  const auto* test = ::testing::UnitTest::GetInstance()->current_test_info();
  const std::filesystem::path folder =
    std::filesystem::path(LOSSLANDSCAPE_TEST_OUTPUT) / test->test_suite_name() / test->name();
  std::filesystem::remove_all(folder);
  std::filesystem::create_directories(folder);
  return folder.string();
}

void WriteBytes(const std::string& path, const std::vector<std::uint8_t>& bytes)
{
  std::filesystem::create_directories(std::filesystem::path(path).parent_path());
  std::ofstream stream(path, std::ios::binary);
  stream.write(
    reinterpret_cast<const char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
  ASSERT_TRUE(stream.good()) << path;
}

std::vector<std::uint8_t> ReadBytes(const std::string& path)
{
  std::ifstream stream(path, std::ios::binary);
  EXPECT_TRUE(stream.good()) << path;
  return { std::istreambuf_iterator<char>(stream), std::istreambuf_iterator<char>() };
}

std::vector<float> ReadFloats(const std::string& name)
{
  const std::vector<std::uint8_t> bytes = ReadBytes(Fixture(name));
  std::vector<float> values(bytes.size() / sizeof(float));
  std::memcpy(values.data(), bytes.data(), values.size() * sizeof(float));
  return values;
}

std::vector<std::uint8_t> FixturePixels(int seed, int count)
{
  std::vector<std::uint8_t> bytes;
  for (int p = 0; p < count; ++p)
  {
    bytes.push_back(static_cast<std::uint8_t>((31 * seed + 7 * p + 13 * (p / 97)) % 256));
  }
  return bytes;
}

DatasetOptions PlainOptions(DatasetKind kind, const std::string& path, DatasetSplit split)
{
  DatasetOptions options;
  options.Kind = kind;
  options.Path = path;
  options.Split = split;
  options.Mean = { 0.0 };
  options.StandardDeviation = { 1.0 };
  return options;
}

std::vector<std::uint8_t> SampleBytes(const Dataset& data, std::int64_t sample, float scale)
{
  const std::size_t size = data.Inputs.size() / static_cast<std::size_t>(data.NumberOfSamples);
  std::vector<std::uint8_t> bytes;
  for (std::size_t i = 0; i < size; ++i)
  {
    bytes.push_back(static_cast<std::uint8_t>(std::lround(data.Inputs[sample * size + i] * scale)));
  }
  return bytes;
}

std::vector<std::int64_t> ClassCounts(const Dataset& data)
{
  std::vector<std::int64_t> counts(static_cast<std::size_t>(data.NumberOfClasses), 0);
  for (const std::int64_t label : data.Labels)
  {
    ++counts.at(static_cast<std::size_t>(label));
  }
  return counts;
}

std::string LoadingError(const DatasetOptions& options)
{
  try
  {
    LoadDataset(options);
  }
  catch (const Error& error)
  {
    return error.what();
  }
  ADD_FAILURE() << "no error for " << options.Path;
  return "";
}

::testing::AssertionResult Mentions(
  const std::string& message, const std::vector<std::string>& parts)
{
  for (const std::string& part : parts)
  {
    if (message.find(part) == std::string::npos)
    {
      return ::testing::AssertionFailure() << '"' << message << "\" lacks \"" << part << '"';
    }
  }
  return ::testing::AssertionSuccess();
}

} // namespace losslandscape
