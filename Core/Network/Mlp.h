// SPDX-License-Identifier: BSD-3-Clause
// Private to Core/Network: shows Torch types.
#ifndef losslandscape_Network_Mlp_h
#define losslandscape_Network_Mlp_h

#include "Core/Network/Layers.h"

#include <torch/torch.h>

#include <vector>

namespace losslandscape
{

/// Linear layers with ReLU between them; inputs are flattened. Named layers.0, layers.1, ... as an
/// nn.ModuleList called `layers` names them.
class MlpImpl : public torch::nn::Module
{
public:
  /// Sizes from the inputs through the hidden layers to the outputs.
  explicit MlpImpl(const std::vector<std::int64_t>& sizes);
  torch::Tensor forward(const torch::Tensor& inputs);

private:
  torch::nn::ModuleList Layers;
};
TORCH_MODULE(Mlp);

/// The same network as a list of layers.
LayerList MlpLayers(const std::vector<std::int64_t>& sizes);

} // namespace losslandscape

#endif
