// SPDX-License-Identifier: BSD-3-Clause
// Private to the suite.
#ifndef losslandscape_Pipeline_SettingRange_h
#define losslandscape_Pipeline_SettingRange_h

#include "Core/Common/Error.h"
#include "Core/Common/NumberText.h"

namespace losslandscape
{

/// The value of a setting. Throws Error if it is out of range: a value that was moved into it in
/// silence would be another landscape than the one that was asked for.
template <typename Value>
Value InRange(const char* property, Value value, Value least, Value most)
{
  if (!(value >= least && value <= most))
  {
    throw Error("setting is out of range")
      .Where(property)
      .Expected(
        NumberText(static_cast<double>(least)) + " to " + NumberText(static_cast<double>(most)))
      .Found(NumberText(static_cast<double>(value)));
  }
  return value;
}

} // namespace losslandscape

#endif
