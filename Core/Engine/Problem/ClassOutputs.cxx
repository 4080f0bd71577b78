// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Engine/Problem/ClassOutputs.h"

#include "Core/Common/DenseArray.h"
#include "Core/Common/Error.h"
#include "Core/Engine/Problem/LossFunction.h"

namespace losslandscape
{

torch::Tensor ClassOutputs(NetworkModule& network, const torch::Tensor& inputs)
{
  const torch::Tensor outputs = network.Forward(NetworkInputs(inputs));
  if (outputs.dim() != 2 || outputs.size(0) != inputs.size(0) || outputs.size(1) < 2)
  {
    throw Error("the network does not tell classes apart")
      .Expected("outputs of shape (" + std::to_string(inputs.size(0)) + ", 2 or more classes)")
      .Found(ShapeText(outputs.sizes().vec()))
      .Advice("use a network that returns a score for each class");
  }
  return outputs.to(torch::kCPU, torch::kFloat64).contiguous();
}

} // namespace losslandscape
