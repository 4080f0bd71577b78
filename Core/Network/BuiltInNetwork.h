// SPDX-License-Identifier: BSD-3-Clause
// Private to Core/Network: shows Torch types.
#ifndef losslandscape_Network_BuiltInNetwork_h
#define losslandscape_Network_BuiltInNetwork_h

#include "Core/Network/Network.h"
#include "Core/Network/NetworkModule.h"

namespace losslandscape
{

/// What a built-in network is made from: its name, and the shapes that the data set dictates.
struct BuiltInOptions
{
  std::string Architecture;
  std::vector<std::int64_t> HiddenWidths;
  std::vector<std::int64_t> SampleShape;
  std::int64_t Outputs = 10;
};

/// A network of the zoo, with PyTorch's own initial values drawn from LibTorch's global generator
/// until weights are assigned. Throws Error for an unknown architecture (listing the known ones)
/// and for inputs it cannot take.
std::unique_ptr<NetworkModule> MakeBuiltInNetwork(const BuiltInOptions& options);

} // namespace losslandscape

#endif
