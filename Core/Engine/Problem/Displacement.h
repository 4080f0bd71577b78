// SPDX-License-Identifier: BSD-3-Clause
// Internal to Core/Engine: the interface uses types of LibTorch.
#ifndef losslandscape_Engine_Problem_Displacement_h
#define losslandscape_Engine_Problem_Displacement_h

#include "Core/Engine/Torch/Tensors.h"

#include <cstddef>
#include <vector>

namespace losslandscape
{

/// A parameter that some direction moves: its number in the network, and for each axis a tensor of
/// the parameter's type and on its device, undefined where the axis does not move the parameter.
struct ParameterMove
{
  std::size_t Parameter;
  std::vector<torch::Tensor> Directions;
};

/// How the coordinates of a plane displace a network's weights. Parameters that no direction moves
/// are left out.
using Displacement = std::vector<ParameterMove>;

} // namespace losslandscape

#endif
