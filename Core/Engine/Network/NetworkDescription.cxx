// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Engine/Network/NetworkDescription.h"

#include <array>
#include <cstdio>

namespace losslandscape
{
namespace
{

/// Three significant digits and a unit: "269 k", "11.2 M"; small numbers are whole.
std::string ShortCount(std::int64_t count)
{
  constexpr std::array<const char*, 5> units = { "", " k", " M", " G", " T" };
  auto value = static_cast<double>(count);
  std::size_t unit = 0;
  // 999.5 and more would be rounded to four digits.
  for (; value >= 999.5 && unit + 1 < units.size(); ++unit)
  {
    value /= 1000.0;
  }
  const int decimals = unit == 0 || value >= 99.95 ? 0 : value >= 9.995 ? 1 : 2;
  std::array<char, 64> digits;
  std::snprintf(digits.data(), digits.size(), "%.*f", decimals, value);
  return digits.data() + std::string(units[unit]);
}

std::string Counted(std::int64_t count, const char* noun)
{
  return ShortCount(count) + " " + noun + (count == 1 ? "" : "s");
}

} // namespace

std::string SizeText(const NetworkDescription& network)
{
  return Counted(network.Layers, "layer") + ", " + Counted(network.Parameters, "weight");
}

} // namespace losslandscape
