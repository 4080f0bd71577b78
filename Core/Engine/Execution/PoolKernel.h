// SPDX-License-Identifier: BSD-3-Clause
// Internal to Core/Engine: the interface uses types of LibTorch and oneDNN.
#ifndef losslandscape_Engine_Execution_PoolKernel_h
#define losslandscape_Engine_Execution_PoolKernel_h

#include "Core/Engine/Execution/LayerKernel.h"

#include <unordered_map>

namespace losslandscape
{

/// Max pooling: the largest value of each square of an image.
class PoolKernel : public LayerKernel
{
public:
  PoolKernel(
    Scratchpad& scratchpad, const Layer& layer, const Activation& input, const Activation& output);

  void Run(dnnl::stream& stream) override { this->Primitive.execute(stream, this->Arguments); }

private:
  dnnl::primitive Primitive;
  std::unordered_map<int, dnnl::memory> Arguments;
};

} // namespace losslandscape

#endif
