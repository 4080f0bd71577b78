// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Data/SampleCatalog.h"

#include "Core/Common/Error.h"
#include "Core/Files/Archives/FileBytes.h"

#include <array>
#include <charconv>
#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace losslandscape
{
namespace
{

constexpr std::size_t PixelCount = 64;
constexpr int MaximumPixel = 16;
constexpr int ClassCount = 10;
constexpr int SplitPeriod = 5;
constexpr std::uint64_t FileLimit = std::uint64_t(1) << 26;

// Mean and standard deviation of all pixels of the training split, divided by 16.
constexpr double TrainMean = 0.3051358248;
constexpr double TrainDeviation = 0.3761575570;

std::string DigitsFile()
{
  return ShippedFile("digits/digits.csv.gz");
}

std::vector<std::string> DigitsSources(const DatasetOptions&)
{
  return { DigitsFile() };
}

/// Walks through lines of integers separated by commas.
class NumberReader
{
public:
  explicit NumberReader(const std::vector<std::uint8_t>& text)
    : Next(reinterpret_cast<const char*>(text.data())), End(Next + text.size())
  {
  }

  bool AtEnd() const { return this->Next == this->End; }

  /// Reads an integer in [0, maximum] and the separator behind it.
  int Read(int maximum, char separator)
  {
    int value = -1;
    const auto [rest, failure] = std::from_chars(this->Next, this->End, value);
    const bool isSeparated = rest != this->End && *rest == separator;
    if (failure != std::errc() || !isSeparated || value < 0 || value > maximum)
    {
      throw Error("malformed file of digits")
        .Expected("a number from 0 to " + std::to_string(maximum) + " followed by a " +
          (separator == ',' ? "comma" : "line end"));
    }
    this->Next = rest + 1;
    return value;
  }

private:
  const char* Next;
  const char* End;
};

struct Digits
{
  std::vector<std::uint8_t> Pixels;
  std::vector<std::int64_t> Labels;
};

void ReadLine(NumberReader& reader, std::array<std::uint8_t, PixelCount>& pixels, int& label)
{
  for (std::uint8_t& pixel : pixels)
  {
    pixel = static_cast<std::uint8_t>(reader.Read(MaximumPixel, ','));
  }
  label = reader.Read(ClassCount - 1, '\n');
}

Digits ReadDigits(NumberReader reader, DatasetSplit split, std::size_t& line)
{
  Digits digits;
  std::array<std::uint8_t, PixelCount> pixels = {};
  std::array<int, ClassCount> seen = {};
  for (line = 1; !reader.AtEnd(); ++line)
  {
    int label = 0;
    ReadLine(reader, pixels, label);
    const bool isTest = seen[label] % SplitPeriod == SplitPeriod - 1;
    ++seen[label];
    if (isTest == (split == DatasetSplit::Test))
    {
      digits.Pixels.insert(digits.Pixels.end(), pixels.begin(), pixels.end());
      digits.Labels.push_back(label);
    }
  }
  return digits;
}

void ReadSamples(
  const std::vector<std::uint8_t>& pixels, const std::vector<std::int64_t>& chosen, Dataset& result)
{
  result.SampleShape = { 1, 8, 8 };
  result.Inputs.reserve(CountValues(result.Name, result.NumberOfSamples, result.SampleShape));
  for (const std::int64_t sample : chosen)
  {
    AppendScaled(pixels.data() + sample * PixelCount, PixelCount, MaximumPixel, result.Inputs);
  }
  result.Mean = { TrainMean };
  result.StandardDeviation = { TrainDeviation };
}

SampleCatalog OpenDigits(const DatasetOptions& options, const Progress&)
{
  const std::string path = DigitsFile();
  const std::vector<std::uint8_t> text = ReadMaybeGzipBytes(path, FileLimit);
  std::size_t line = 0;
  Digits digits;
  try
  {
    digits = ReadDigits(NumberReader(text), options.Split, line);
  }
  catch (Error& error)
  {
    error.Where(path + ", line " + std::to_string(line));
    throw;
  }
  SampleCatalog catalog;
  catalog.NumberOfSamples = static_cast<std::int64_t>(digits.Labels.size());
  catalog.Labels = std::move(digits.Labels);
  catalog.NumberOfClasses = ClassCount;
  catalog.ClassNames = NumberNames(ClassCount);
  catalog.Read = [pixels = std::move(digits.Pixels)](const std::vector<std::int64_t>& chosen,
                   const Progress&, Dataset& result) { ReadSamples(pixels, chosen, result); };
  return catalog;
}

} // namespace

DatasetFormat DigitsFormat()
{
  return { "Digits", false, DigitsSources, OpenDigits };
}

} // namespace losslandscape
