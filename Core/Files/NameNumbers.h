// SPDX-License-Identifier: BSD-3-Clause
#ifndef losslandscape_Files_NameNumbers_h
#define losslandscape_Files_NameNumbers_h

#include <string>
#include <vector>

namespace losslandscape
{

/// A name with its numbers taken out.
struct NameNumbers
{
  std::string Pattern; ///< a 0 in place of each
  std::vector<double> Numbers;
};

/// Numbers are digits, with a fraction if a point and more digits follow: 12 in "epoch_0012.pt",
/// 0.5 in "epoch0.5.pth". Signs and exponents are not looked for.
NameNumbers SplitNumbers(const std::string& name);

} // namespace losslandscape

#endif
