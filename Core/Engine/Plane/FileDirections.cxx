// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Common/DenseArray.h"
#include "Core/Common/Error.h"
#include "Core/Engine/Network/NetworkLoading.h"
#include "Core/Engine/Plane/CheckpointFiles.h"
#include "Core/Engine/Plane/DirectionList.h"
#include "Core/Engine/Plane/DirectionSet.h"
#include "Core/Engine/Torch/DenseTensor.h"
#include "Core/Files/Checkpoints/Checkpoint.h"
#include "Core/Files/Hdf5/Hdf5Directions.h"
#include "Core/Files/Hdf5/Hdf5File.h"

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

/// What a file stores for one axis.
struct StoredDirection
{
  std::string Where; ///< for messages
  std::map<std::string, DenseArray> Tensors;
};

bool IsDirectionList(const std::string& file)
{
  return IsHdf5File(SplitCheckpointPath(file).Path);
}

/// The directions in a file of loss-landscape, or the one that a name behind a colon chooses
/// ("file.h5:ydirection").
std::vector<StoredDirection> ReadDirectionLists(
  const NetworkModule& network, const std::string& file, const Progress& progress)
{
  const CheckpointPlace place = SplitCheckpointPath(file);
  std::vector<StoredDirection> directions;
  for (auto& [name, tensors] : ReadHdf5Directions(place.Path, progress))
  {
    if (place.Key.empty() || place.Key == name)
    {
      const std::string where = place.Path + ": " + name;
      directions.push_back({ where, NameTensors(network, std::move(tensors), where) });
    }
  }
  if (directions.empty())
  {
    throw Error("no such direction in the file")
      .Where(place.Path)
      .Expected("xdirection, or ydirection if the file is of a plane")
      .Found("the name '" + place.Key + "'");
  }
  return directions;
}

StoredDirection ReadDirection(
  const NetworkModule& network, const std::string& file, const Progress& progress)
{
  if (IsDirectionList(file))
  {
    return std::move(ReadDirectionLists(network, file, progress).front());
  }
  StoredDirection direction = { file, {} };
  for (const auto& [name, tensor] : ReadWeights(file))
  {
    direction.Tensors.emplace(name, ToDenseArray(tensor));
  }
  return direction;
}

/// The direction in parameter space. Buffers in the file (a difference of two state dicts has them)
/// are passed over, since a direction moves parameters.
ParameterVector DirectionFrom(
  StoredDirection stored, const NetworkModule& network, const ParameterVector& weights)
{
  const std::string& where = stored.Where;
  ParameterVector direction = weights;
  for (auto& block : direction)
  {
    const auto found = stored.Tensors.find(block.Name);
    if (found == stored.Tensors.end())
    {
      std::fill(block.Values.begin(), block.Values.end(), 0.0);
      continue;
    }
    CheckStored(block, found->second, where);
    block.Values = found->second.ToDouble();
    stored.Tensors.erase(found);
  }
  CheckKnown(stored.Tensors, network, where);
  CheckFinite(direction, "direction", where);
  if (Norm(direction) == 0.0)
  {
    throw Error("direction moves nothing")
      .Where(where)
      .Expected("a parameter of the network with numbers other than 0")
      .Found("none (buffers such as running means do not move)");
  }
  return direction;
}

void CheckCount(std::size_t count, int dimension)
{
  if (count < static_cast<std::size_t>(dimension))
  {
    throw Error("direction files are missing")
      .Where("DirectionFiles")
      .Expected("one file per axis, " + std::to_string(dimension) +
        " (or one of loss-landscape that holds as many directions)")
      .Found(std::to_string(count));
  }
}

/// What the files store, for each axis or more. One file of loss-landscape alone serves as many
/// axes as it has directions.
std::vector<StoredDirection> ReadDirections(const NetworkModule& network, int dimension,
  const std::vector<std::string>& files, const Progress& progress)
{
  if (files.size() == 1 && IsDirectionList(files.front()))
  {
    std::vector<StoredDirection> directions = ReadDirectionLists(network, files.front(), progress);
    CheckCount(directions.size(), dimension);
    return directions;
  }
  CheckCount(files.size(), dimension);
  std::vector<StoredDirection> directions;
  for (int axis = 0; axis < dimension; ++axis)
  {
    directions.push_back(ReadDirection(network, files[static_cast<std::size_t>(axis)], progress));
  }
  return directions;
}

} // namespace

std::vector<ParameterVector> FileDirections(const NetworkModule& network, int dimension,
  const DirectionOptions& options, const Progress& progress)
{
  const ParameterVector weights = WeightsOf(network);
  std::vector<StoredDirection> stored =
    ReadDirections(network, dimension, GivenFiles(options.Files), progress);
  std::vector<ParameterVector> directions;
  for (std::size_t axis = 0; axis < static_cast<std::size_t>(dimension); ++axis)
  {
    directions.push_back(DirectionFrom(std::move(stored[axis]), network, weights));
  }
  return directions;
}

} // namespace losslandscape
