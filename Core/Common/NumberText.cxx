// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Common/NumberText.h"

#include <array>
#include <charconv>
#include <cmath>
#include <limits>

namespace losslandscape
{
namespace
{

/// The double for a number beyond the range of double: infinity if it is too large, zero if it is
/// too small. std::from_chars does not tell which, but a large one has a positive exponent or none.
double Clamped(std::string_view text)
{
  const bool negative = text.front() == '-';
  const std::size_t exponent = text.find_first_of("eE");
  const bool small =
    exponent != std::string_view::npos && text.substr(exponent + 1, 1) == std::string_view("-");
  const double size = small ? 0.0 : std::numeric_limits<double>::infinity();
  return negative ? -size : size;
}

} // namespace

std::string NumberText(double value)
{
  if (std::isnan(value))
  {
    // The sign bit of NaN means nothing and is not written.
    return "nan";
  }
  std::array<char, 32> text;
  const auto [end, failure] = std::to_chars(text.data(), text.data() + text.size(), value);
  return failure == std::errc() ? std::string(text.data(), end) : std::string("?");
}

std::optional<double> ParseNumber(std::string_view text)
{
  if (!text.empty() && text.front() == '+')
  {
    text.remove_prefix(1);
    if (!text.empty() && text.front() == '-')
    {
      return std::nullopt;
    }
  }
  double value = 0.0;
  const char* end = text.data() + text.size();
  const auto [rest, failure] = std::from_chars(text.data(), end, value);
  if (failure == std::errc::invalid_argument || rest != end || text.empty())
  {
    return std::nullopt;
  }
  return failure == std::errc::result_out_of_range ? Clamped(text) : value;
}

} // namespace losslandscape
