// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Common/DenseArray.h"
#include "Core/Common/Error.h"
#include "Core/Engine/Network/NetworkLoading.h"
#include "Core/Engine/Plane/CheckpointFiles.h"
#include "Core/Engine/Plane/DirectionSet.h"
#include "Core/Engine/Torch/DenseTensor.h"

#include <algorithm>
#include <map>

namespace losslandscape
{
namespace
{

void CheckStored(const ParameterBlock& block, const DenseArray& stored, const std::string& path)
{
  if (stored.Shape != block.Shape)
  {
    throw Error("direction does not fit the network")
      .Where(path + ": " + block.Name)
      .Expected("shape " + ShapeText(block.Shape))
      .Found(ShapeText(stored.Shape));
  }
}

void CheckKnown(const std::map<std::string, DenseArray>& leftOver, const NetworkModule& network,
  const std::string& path)
{
  const NamedTensors buffers = network.Buffers();
  const std::map<std::string, torch::Tensor> passedOver(buffers.begin(), buffers.end());
  for (const auto& [name, array] : leftOver)
  {
    if (passedOver.count(name) == 0)
    {
      throw Error("direction does not fit the network")
        .Where(path)
        .Expected("names of the network's parameters")
        .Found(name)
        .Advice("a direction file is a state dict: parameter name -> direction");
    }
  }
}

/// The direction that a file stores. Buffers in the file (a difference of two state dicts has them)
/// are passed over, since a direction moves parameters.
ParameterVector StoredDirection(
  const NetworkModule& network, const ParameterVector& weights, const std::string& path)
{
  std::map<std::string, DenseArray> stored;
  for (const auto& [name, tensor] : ReadWeights(path))
  {
    stored.emplace(name, ToDenseArray(tensor));
  }
  ParameterVector direction = weights;
  for (auto& block : direction)
  {
    const auto found = stored.find(block.Name);
    if (found == stored.end())
    {
      std::fill(block.Values.begin(), block.Values.end(), 0.0);
      continue;
    }
    CheckStored(block, found->second, path);
    block.Values = found->second.ToDouble();
    stored.erase(found);
  }
  CheckKnown(stored, network, path);
  CheckFinite(direction, "direction", path);
  if (Norm(direction) == 0.0)
  {
    throw Error("direction moves nothing")
      .Where(path)
      .Expected("a parameter of the network with numbers other than 0")
      .Found("none (buffers such as running means do not move)");
  }
  return direction;
}

/// The first files that are named, one for each axis.
std::vector<std::string> DirectionFiles(int dimension, const DirectionOptions& options)
{
  std::vector<std::string> files = GivenFiles(options.Files);
  if (static_cast<int>(files.size()) < dimension)
  {
    throw Error("direction files are missing")
      .Where("DirectionFiles")
      .Expected("one file per axis, " + std::to_string(dimension))
      .Found(std::to_string(files.size()));
  }
  files.resize(static_cast<std::size_t>(dimension));
  return files;
}

} // namespace

std::vector<ParameterVector> FileDirections(
  const NetworkModule& network, int dimension, const DirectionOptions& options)
{
  const ParameterVector weights = WeightsOf(network);
  std::vector<ParameterVector> directions;
  for (const auto& file : DirectionFiles(dimension, options))
  {
    directions.push_back(StoredDirection(network, weights, file));
  }
  return directions;
}

} // namespace losslandscape
