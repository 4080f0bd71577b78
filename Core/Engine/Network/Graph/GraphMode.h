// SPDX-License-Identifier: BSD-3-Clause
// Internal to Core/Engine: the interface uses types of LibTorch.
#ifndef losslandscape_Engine_Network_Graph_GraphMode_h
#define losslandscape_Engine_Network_Graph_GraphMode_h

#include "Core/Engine/Torch/Tensors.h"

namespace losslandscape
{

/// How a graph is run: what its own text fixes for good, and a network must be able to change.
struct GraphMode
{
  /// Whether dropout drops.
  bool Training = false;
  /// Whether normalisation with running statistics goes by those of the batch, and moves them.
  bool NormTraining = false;
  /// Floating-point type of the weights. It takes the place of the type that the graph was written
  /// with.
  torch::ScalarType Type = torch::kFloat32;
  torch::ScalarType WrittenType = torch::kFloat32;
  torch::Device Device = torch::kCPU;
};

} // namespace losslandscape

#endif
