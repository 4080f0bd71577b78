// SPDX-License-Identifier: BSD-3-Clause
#ifndef losslandscape_Engine_Network_NetworkDescription_h
#define losslandscape_Engine_Network_NetworkDescription_h

#include <cstdint>
#include <string>
#include <vector>

namespace losslandscape
{

/// Size and behaviour of a network, found in its parameters and in a trial run.
struct NetworkDescription
{
  /// Number of parameters of two or more dimensions whose name ends in "weight": convolutions
  /// (projections in shortcuts included), linear layers and embeddings.
  std::int64_t Layers = 0;
  /// How many numbers the parameters have together.
  std::int64_t Parameters = 0;
  /// Multiplications with addition for one sample, in convolutions, linear layers and products of
  /// matrices (such as attention's).
  std::int64_t MultiplyAdds = 0;
  /// Whether calls write to attributes, buffers or weights, so that a batch may depend on those
  /// before it. At each point the pass over all batches begins with what the file stores.
  bool CarriesState = false;
  /// Operators that draw random numbers in evaluation. At each point they draw the same ones (see
  /// RandomStream).
  std::vector<std::string> RandomOperators;
};

/// The network's size for people to read, such as "20 layers, 269 k weights", in at most 30
/// characters.
std::string SizeText(const NetworkDescription& network);

} // namespace losslandscape

#endif
