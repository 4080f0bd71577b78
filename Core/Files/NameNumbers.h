// SPDX-License-Identifier: BSD-3-Clause
#ifndef losslandscape_Files_NameNumbers_h
#define losslandscape_Files_NameNumbers_h

#include <string>
#include <vector>

namespace losslandscape
{

/// A name split into its numbers and the pattern around them.
struct NameNumbers
{
  std::string Pattern; ///< the name with a 0 in place of each number
  std::vector<double> Numbers;
};

/// Finds the numbers in a name: runs of digits, with a fraction if a point and more digits follow.
/// In "epoch_0012.pt" it finds 12, in "epoch0.5.pth" 0.5. Signs and exponents are not looked for.
NameNumbers SplitNumbers(const std::string& name);

} // namespace losslandscape

#endif
