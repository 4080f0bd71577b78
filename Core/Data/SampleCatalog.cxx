// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Data/SampleCatalog.h"

#include "Core/Common/DenseArray.h"
#include "Core/Common/Error.h"

namespace losslandscape
{
namespace
{

constexpr std::uint64_t MaximumValues = std::uint64_t(1) << 32;

} // namespace

std::size_t CountValues(
  const std::string& where, std::int64_t sampleCount, const std::vector<std::int64_t>& sampleShape)
{
  std::uint64_t total = static_cast<std::uint64_t>(sampleCount);
  for (const std::int64_t length : sampleShape)
  {
    if (length < 1)
    {
      throw Error("samples hold no values")
        .Where(where)
        .Expected("a shape of positive lengths")
        .Found(ShapeText(sampleShape));
    }
    if (total > MaximumValues / static_cast<std::uint64_t>(length))
    {
      throw Error("data set is too large")
        .Where(where)
        .Expected("at most 2^32 values")
        .Found(std::to_string(sampleCount) + " samples of shape " + ShapeText(sampleShape))
        .Advice("choose fewer samples");
    }
    total *= static_cast<std::uint64_t>(length);
  }
  return static_cast<std::size_t>(total);
}

void AppendScaled(
  const std::uint8_t* bytes, std::size_t count, float scale, std::vector<float>& values)
{
  for (std::size_t i = 0; i < count; ++i)
  {
    values.push_back(static_cast<float>(bytes[i]) / scale);
  }
}

std::vector<std::string> NumberNames(std::int64_t count)
{
  std::vector<std::string> names;
  for (std::int64_t i = 0; i < count; ++i)
  {
    names.push_back(std::to_string(i));
  }
  return names;
}

Progress PartOf(const Progress& whole, double begin, double end)
{
  if (!whole)
  {
    return {};
  }
  return [whole, begin, end](double fraction) { return whole(begin + fraction * (end - begin)); };
}

} // namespace losslandscape
