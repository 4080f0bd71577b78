// SPDX-License-Identifier: BSD-3-Clause
#ifndef losslandscape_Common_NumberText_h
#define losslandscape_Common_NumberText_h

#include <optional>
#include <string>
#include <string_view>

namespace losslandscape
{

/// The shortest text that reads back as the same number, whatever the locale.
std::string NumberText(double value);

/// The number that the whole of `text` stands for, whatever the locale, "nan" and "inf" included;
/// no value if it is not a number. Numbers beyond the range of double give infinity or zero.
std::optional<double> ParseNumber(std::string_view text);

} // namespace losslandscape

#endif
