// SPDX-License-Identifier: BSD-3-Clause
// Internal to Core/Engine: the interface is oneDNN's.
#ifndef losslandscape_Engine_Execution_WeightPacking_h
#define losslandscape_Engine_Execution_WeightPacking_h

#include "Core/Engine/Execution/Scratchpad.h"

#include <cstdint>
#include <unordered_map>
#include <vector>

namespace losslandscape
{

/// Brings weights from PyTorch's order into that which a kernel asks for: blocks of outputs and
/// inputs, filled up with zeros. It does so number by number: the reorder operation of oneDNN 3.7
/// (Debian 13) gets blocks of 32 and 48 outputs wrong that are not full. Orders that are no blocks
/// (Winograd's transformed weights) are left to that operation.
class WeightPacking
{
public:
  /// Weights described by `plain`, of float32, into memory described by `packed`, of float32 or
  /// bfloat16. `scratchpad` is to be allocated before the first Pack.
  WeightPacking(
    const dnnl::memory::desc& plain, const dnnl::memory::desc& packed, Scratchpad& scratchpad);

  /// `weights`: all of them, in the plain order. They are not changed.
  void Pack(float* weights, dnnl::stream& stream);

  const dnnl::memory& Packed() const { return this->Target; }

private:
  void FindPlaces(const dnnl::memory::desc& plain, const dnnl::memory::desc& packed);

  dnnl::memory Target;
  bool IsBFloat16 = false;
  /// How far the numbers along each axis lie from its first, axes in PyTorch's order. Empty if
  /// oneDNN does the packing.
  std::vector<std::vector<std::size_t>> Places;
  dnnl::memory Plain;
  dnnl::reorder Reorder;
  std::unordered_map<int, dnnl::memory> Arguments;
};

} // namespace losslandscape

#endif
