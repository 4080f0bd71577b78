// SPDX-License-Identifier: BSD-3-Clause
#ifndef losslandscape_Engine_Network_NetworkDescription_h
#define losslandscape_Engine_Network_NetworkDescription_h

#include <cstdint>
#include <string>
#include <vector>

namespace losslandscape
{

/// Size and ways of a network, found in the network itself.
struct NetworkDescription
{
  /// Convolutions and linear layers (weights of two and more dimensions; projections in shortcuts
  /// included).
  std::int64_t Layers = 0;
  /// Numbers that training changes.
  std::int64_t Parameters = 0;
  /// Multiplications with addition for one sample, in convolutions, linear layers and products of
  /// matrices (those of attention).
  std::int64_t MultiplyAdds = 0;
  /// Whether it writes to its attributes or buffers, so that a batch may depend on those before. At
  /// each point a pass over all batches begins with what the file stores.
  bool CarriesState = false;
  /// Operators that draw random numbers in evaluation. At each point they draw the same ones, those
  /// that follow torch.manual_seed(0).
  std::vector<std::string> RandomOperators;
};

/// "20 layers, 269 k weights": for people, in at most 30 characters.
std::string SizeText(const NetworkDescription& network);

} // namespace losslandscape

#endif
