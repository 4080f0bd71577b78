// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Engine/Network/Zoo/BuiltInNetwork.h"

#include "Core/Engine/Network/Graph/GraphNetwork.h"
#include "Core/Engine/Network/Zoo/Families.h"
#include "Core/Engine/Torch/DenseTensor.h"

namespace losslandscape
{

std::unique_ptr<NetworkModule> MakeBuiltInNetwork(const BuiltInOptions& options)
{
  Definition definition = DefineNetwork(options);
  std::map<std::string, torch::Tensor> tensors;
  for (const auto& [name, array] : definition.Program.Tensors)
  {
    tensors[name] =
      array.Bytes.empty() ? torch::empty(array.Shape, torch::kFloat32) : ToTensor(array);
  }
  definition.Program.Tensors.clear();
  auto code = std::make_shared<GraphCode>(options.Architecture, std::move(definition.Program));
  code->InitialDeviation = definition.InitialDeviation;
  code->ComputesLoss = false;
  return MakeGraphNetwork(std::move(code), std::move(tensors));
}

} // namespace losslandscape
