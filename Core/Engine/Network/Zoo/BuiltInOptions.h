// SPDX-License-Identifier: BSD-3-Clause
#ifndef losslandscape_Engine_Network_Zoo_BuiltInOptions_h
#define losslandscape_Engine_Network_Zoo_BuiltInOptions_h

#include "Core/Engine/Network/Network.h"

#include <cstdint>
#include <string>
#include <vector>

namespace losslandscape
{

/// What a built-in network is made from: its name, and the shapes that the data set dictates.
struct BuiltInOptions
{
  std::string Architecture;
  std::vector<std::int64_t> HiddenWidths;
  std::vector<std::int64_t> SampleShape;
  std::int64_t Outputs = 10;
  TransformerOptions Transformer = {};
};

/// Throws Error unless the samples are images of at least `smallest` pixels in both directions.
void RequireImages(const BuiltInOptions& options, std::int64_t smallest = 1);

/// A name without its suffix (such as NoSkipSuffix), and whether it had it.
struct SuffixedName
{
  std::string Stem;
  bool HasSuffix;
};
/// Suffix in the names of residual networks without their skip connections.
inline const std::string NoSkipSuffix = "-noskip";

SuffixedName SplitSuffix(const std::string& name, const std::string& suffix);

} // namespace losslandscape

#endif
