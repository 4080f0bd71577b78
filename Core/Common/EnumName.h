// SPDX-License-Identifier: BSD-3-Clause
#ifndef losslandscape_Common_EnumName_h
#define losslandscape_Common_EnumName_h

#include "Core/Common/Error.h"

#include <cstddef>
#include <initializer_list>
#include <string>

namespace losslandscape
{

/// The name of an enumerator. `names` are those of all of them, which count from 0, in their order.
/// Throws `unknown`, with the number that was found, for a value that is no enumerator.
template <typename Enumeration>
const char* EnumName(Enumeration value, std::initializer_list<const char*> names, Error unknown)
{
  const auto number = static_cast<std::size_t>(value);
  if (number >= names.size())
  {
    throw unknown.Found(std::to_string(static_cast<int>(value)));
  }
  return names.begin()[number];
}

} // namespace losslandscape

#endif
