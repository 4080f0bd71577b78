// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Engine/Network/NetworkDescription.h"

namespace losslandscape
{
namespace
{

/// 1,234,567: digits in groups of three, whatever the locale.
std::string GroupedDigits(std::int64_t count)
{
  std::string digits = std::to_string(count);
  for (auto place = static_cast<std::int64_t>(digits.size()) - 3; place > 0; place -= 3)
  {
    digits.insert(static_cast<std::size_t>(place), ",");
  }
  return digits;
}

} // namespace

std::string SizeText(const NetworkDescription& network)
{
  return GroupedDigits(network.Layers) + " layers, " + GroupedDigits(network.Parameters) +
    " parameters, " + GroupedDigits(network.MultiplyAdds) + " multiply-adds";
}

} // namespace losslandscape
