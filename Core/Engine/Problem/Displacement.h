// SPDX-License-Identifier: BSD-3-Clause
// Shows Torch types.
#ifndef losslandscape_Engine_Problem_Displacement_h
#define losslandscape_Engine_Problem_Displacement_h

#include "Core/Engine/Torch/Tensors.h"

#include <cstddef>
#include <vector>

namespace losslandscape
{

/// A parameter that some direction moves: its place in the network, and one tensor per axis of its
/// type and on its device (undefined where that axis does not move it).
struct ParameterMove
{
  std::size_t Parameter;
  std::vector<torch::Tensor> Directions;
};

/// How coordinates of a plane displace a network's weights: parameters that no direction moves are
/// left out.
using Displacement = std::vector<ParameterMove>;

} // namespace losslandscape

#endif
