// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Files/NameNumbers.h"

#include "Core/Common/NumberText.h"

#include <algorithm>

namespace losslandscape
{
namespace
{

using Place = std::string::const_iterator;

bool IsDigit(char letter)
{
  return letter >= '0' && letter <= '9';
}

Place EndOfDigits(Place first, Place last)
{
  return std::find_if_not(first, last, IsDigit);
}

Place EndOfNumber(Place first, Place last)
{
  const Place point = EndOfDigits(first, last);
  if (point == first || point == last || *point != '.')
  {
    return point;
  }
  const Place end = EndOfDigits(point + 1, last);
  return end == point + 1 ? point : end;
}

} // namespace

NameNumbers SplitNumbers(const std::string& name)
{
  NameNumbers split;
  for (Place at = name.begin(); at != name.end();)
  {
    const Place end = EndOfNumber(at, name.end());
    if (end == at)
    {
      split.Pattern += *at++;
      continue;
    }
    split.Numbers.push_back(*ParseNumber(std::string(at, end)));
    split.Pattern += '0';
    at = end;
  }
  return split;
}

} // namespace losslandscape
