// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Data/Normalization.h"

#include "Core/Common/Error.h"

#include <cmath>
#include <cstddef>
#include <string>
#include <vector>

namespace losslandscape
{
namespace
{

constexpr std::size_t SamplesPerReport = 256;

/// Brings the chosen values or, if there are none, the data set's own to one value per channel.
std::vector<double> PerChannel(const char* property, const std::vector<double>& chosen,
  const std::vector<double>& own, std::size_t channelCount)
{
  const std::vector<double>& values = chosen.empty() ? own : chosen;
  if (values.size() == 1)
  {
    return std::vector<double>(channelCount, values[0]);
  }
  if (values.size() != channelCount)
  {
    throw Error("wrong number of values")
      .Where(property)
      .Expected(channelCount == 1 ? "1 value" : "1 or " + std::to_string(channelCount) + " values")
      .Found(std::to_string(values.size()))
      .Advice("give one value per channel, one for all, or none for those of the data set");
  }
  return values;
}

void CheckMean(const std::vector<double>& mean)
{
  for (const double value : mean)
  {
    if (!std::isfinite(static_cast<float>(value)))
    {
      throw Error("cannot normalise inputs")
        .Where("Mean")
        .Expected("finite values")
        .Found(std::to_string(value));
    }
  }
}

/// Throws Error for standard deviations that cannot be divided by in single precision, in which
/// tiny values are zero and large ones infinite.
void CheckDeviation(const std::vector<double>& deviation)
{
  for (const double value : deviation)
  {
    const float divisor = static_cast<float>(value);
    if (!std::isfinite(divisor) || !(divisor > 0.0f))
    {
      throw Error("cannot normalise inputs")
        .Where("StandardDeviation")
        .Expected("finite values above 0")
        .Found(std::to_string(value));
    }
  }
}

/// Replaces each value by (value - mean) / standard deviation, in the precision of the values.
template <typename Real>
void Apply(const Dataset& data, const Progress& progress, std::vector<Real>& values)
{
  const std::size_t sampleCount = static_cast<std::size_t>(data.NumberOfSamples);
  const std::size_t channelCount = data.Mean.size();
  const std::size_t channelSize = values.size() / sampleCount / channelCount;
  Real* value = values.data();
  for (std::size_t sample = 0; sample < sampleCount; ++sample)
  {
    for (std::size_t channel = 0; channel < channelCount; ++channel)
    {
      const Real mean = static_cast<Real>(data.Mean[channel]);
      const Real deviation = static_cast<Real>(data.StandardDeviation[channel]);
      for (const Real* end = value + channelSize; value != end; ++value)
      {
        *value = (*value - mean) / deviation;
      }
    }
    if (sample % SamplesPerReport == 0)
    {
      ReportProgress(progress, double(sample) / double(sampleCount));
    }
  }
}

} // namespace

void Normalize(const DatasetOptions& options, const Progress& progress, Dataset& data)
{
  const std::size_t channelCount = static_cast<std::size_t>(data.SampleShape[0]);
  data.Mean = PerChannel("Mean", options.Mean, data.Mean, channelCount);
  data.StandardDeviation = PerChannel(
    "StandardDeviation", options.StandardDeviation, data.StandardDeviation, channelCount);
  CheckMean(data.Mean);
  CheckDeviation(data.StandardDeviation);

  Apply(data, progress, data.Inputs);
}

void NormalizeDoubles(Dataset& data)
{
  Apply(data, {}, data.DoubleInputs);
}

} // namespace losslandscape
