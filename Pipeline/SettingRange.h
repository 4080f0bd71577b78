// SPDX-License-Identifier: BSD-3-Clause
// Private to the suite.
#ifndef losslandscape_Pipeline_SettingRange_h
#define losslandscape_Pipeline_SettingRange_h

#include "Core/Common/SettingRange.h"

namespace losslandscape
{

/// Returns the value of a setting. Throws Error if it is out of range: if it were moved into the
/// range in silence, the landscape would be another than the one that was asked for.
template <typename Value>
Value InRange(const char* property, Value value, Value least, Value most)
{
  CheckRange(value >= least && value <= most, property,
    SettingText(least) + " to " + SettingText(most), value);
  return value;
}

} // namespace losslandscape

#endif
