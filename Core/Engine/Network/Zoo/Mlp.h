// SPDX-License-Identifier: BSD-3-Clause
// Internal to Core/Engine: the interface uses types of LibTorch.
#ifndef losslandscape_Engine_Network_Zoo_Mlp_h
#define losslandscape_Engine_Network_Zoo_Mlp_h

#include "Core/Engine/Network/Zoo/Definition.h"

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

/// The network called `mlp`; nothing for another name.
std::optional<Definition> DefineMlp(const BuiltInOptions& options);

} // namespace losslandscape

#endif
