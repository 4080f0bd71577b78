// SPDX-License-Identifier: BSD-3-Clause
#ifndef losslandscape_Engine_Network_NetworkDescription_h
#define losslandscape_Engine_Network_NetworkDescription_h

#include <cstdint>
#include <string>

namespace losslandscape
{

/// Size of a network, counted in the network itself.
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
};

/// "20 layers, 269 k weights": for people, in at most 30 characters.
std::string SizeText(const NetworkDescription& network);

} // namespace losslandscape

#endif
