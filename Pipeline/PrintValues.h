// SPDX-License-Identifier: BSD-3-Clause
// Private to the suite.
#ifndef losslandscape_Pipeline_PrintValues_h
#define losslandscape_Pipeline_PrintValues_h

#include "vtkIndent.h"

namespace losslandscape
{

/// Prints a line with the name of a setting and all of its values, as PrintSelf needs it.
template <typename Values>
void PrintValues(ostream& os, vtkIndent indent, const char* name, const Values& values)
{
  os << indent << name << ":";
  for (const auto& value : values)
  {
    os << " " << value;
  }
  os << "\n";
}

} // namespace losslandscape

#endif
