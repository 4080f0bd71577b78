// SPDX-License-Identifier: BSD-3-Clause
#ifndef losslandscape_Common_SettingRange_h
#define losslandscape_Common_SettingRange_h

#include "Core/Common/Error.h"
#include "Core/Common/NumberText.h"

#include <string>
#include <type_traits>

namespace losslandscape
{

/// The value as a text for messages. Whole numbers have all their digits: 1000000000, not 1e+09.
template <typename Value>
std::string SettingText(Value value)
{
  if constexpr (std::is_integral_v<Value>)
  {
    return std::to_string(value);
  }
  else
  {
    return NumberText(value);
  }
}

/// Throws Error naming the setting `property` and its `range`, in words, unless its value is in it.
template <typename Value>
void CheckRange(bool isInRange, const char* property, const std::string& range, Value value)
{
  if (!isInRange)
  {
    throw Error("setting is out of range")
      .Where(property)
      .Expected(range)
      .Found(SettingText(value));
  }
}

} // namespace losslandscape

#endif
