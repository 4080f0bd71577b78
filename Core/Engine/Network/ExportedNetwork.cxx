// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Engine/Network/ExportedNetwork.h"

#include "Core/Common/Error.h"
#include "Core/Engine/Network/Graph/GraphNetwork.h"
#include "Core/Engine/Network/NetworkOutput.h"
#include "Core/Engine/Torch/DenseTensor.h"
#include "Core/Files/Networks/ExportedProgram.h"

#include <limits>
#include <map>

namespace losslandscape
{
namespace
{

/// A tensor without numbers is one of NaN, which show in every result.
torch::Tensor ToTensorOrNaN(const DenseArray& array, bool& isComplete)
{
  if (array.ElementCount() == 0 || !array.Bytes.empty())
  {
    return ToTensor(array);
  }
  isComplete = false;
  const torch::Tensor like =
    ToTensor({ array.Type, { 1 }, std::vector<std::byte>(ElementSize(array.Type), std::byte(0)) });
  const torch::Tensor tensor = torch::zeros(array.Shape, like.options());
  return tensor.is_floating_point() ? tensor.fill_(std::numeric_limits<double>::quiet_NaN())
                                    : tensor;
}

std::vector<std::string> NamesOfOutputs(const NetworkProgram& program)
{
  std::vector<std::string> names = program.OutputNames;
  if (names.size() != program.Graph.Outputs.size())
  {
    names.clear();
    for (std::size_t i = 0; i < program.Graph.Outputs.size(); ++i)
    {
      names.push_back(std::to_string(i));
    }
  }
  return names;
}

/// Leaves the graph the output of that name or number, and the others behind it if they count.
void ChooseOutputs(
  NetworkProgram& program, const std::string& output, OutputSet set, const std::string& path)
{
  const std::vector<GraphArgument> all = program.Graph.Outputs;
  const std::vector<std::string> names = NamesOfOutputs(program);
  const std::size_t chosen = PlaceOfOutput(names, output, path);
  program.Graph.Outputs = { all[chosen] };
  program.OutputNames = { names[chosen] };
  for (std::size_t i = 0; set == OutputSet::All && i < all.size(); ++i)
  {
    if (i != chosen && std::holds_alternative<ValueName>(all[i].Value))
    {
      program.Graph.Outputs.push_back(all[i]);
      program.OutputNames.push_back(names[i]);
    }
  }
}

} // namespace

LoadedExport LoadExportedNetwork(
  const std::string& path, const std::string& output, OutputSet outputs)
{
  NetworkProgram program = ReadExportedProgram(path);
  ChooseOutputs(program, output, outputs, path);
  LoadedExport loaded;
  std::map<std::string, torch::Tensor> tensors;
  for (const auto& [name, array] : program.Tensors)
  {
    tensors[name] = ToTensorOrNaN(array, loaded.HasWeights);
  }
  program.Tensors.clear();
  loaded.Module =
    MakeGraphNetwork(std::make_shared<GraphCode>(path, std::move(program)), std::move(tensors));
  return loaded;
}

} // namespace losslandscape
