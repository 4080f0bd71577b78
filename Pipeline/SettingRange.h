// SPDX-License-Identifier: BSD-3-Clause
// Private to the suite.
#ifndef losslandscape_Pipeline_SettingRange_h
#define losslandscape_Pipeline_SettingRange_h

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

/// Returns the value of a setting. Throws Error if it is out of range: if it were moved into the
/// range in silence, the landscape would be another than the one that was asked for.
template <typename Value>
Value InRange(const char* property, Value value, Value least, Value most)
{
  if (!(value >= least && value <= most))
  {
    throw Error("setting is out of range")
      .Where(property)
      .Expected(SettingText(least) + " to " + SettingText(most))
      .Found(SettingText(value));
  }
  return value;
}

} // namespace losslandscape

#endif
