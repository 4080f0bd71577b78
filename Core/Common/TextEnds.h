// SPDX-License-Identifier: BSD-3-Clause
#ifndef losslandscape_Common_TextEnds_h
#define losslandscape_Common_TextEnds_h

#include <string_view>

namespace losslandscape
{

inline bool StartsWith(std::string_view text, std::string_view start)
{
  return text.substr(0, start.size()) == start;
}

inline bool EndsWith(std::string_view text, std::string_view end)
{
  return text.size() >= end.size() && text.substr(text.size() - end.size()) == end;
}

} // namespace losslandscape

#endif
