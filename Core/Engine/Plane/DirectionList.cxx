// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Engine/Plane/DirectionList.h"

#include "Core/Common/Error.h"
#include "Core/Engine/Network/WeightOrder.h"

namespace losslandscape
{
namespace
{

NamedShapes ShapesOf(const std::vector<DenseArray>& tensors)
{
  NamedShapes shapes;
  for (const DenseArray& tensor : tensors)
  {
    shapes.emplace_back(std::to_string(shapes.size()), tensor.Shape);
  }
  return shapes;
}

std::string FirstDifference(const WeightMatch& match)
{
  if (!match.Misshaped.empty())
  {
    return match.Misshaped.front();
  }
  return match.Missing.empty() ? match.Unexpected.front() + ", behind the network's last tensor"
                               : "no tensor for " + match.Missing.front();
}

} // namespace

std::map<std::string, DenseArray> NameTensors(
  const NetworkModule& network, std::vector<DenseArray> tensors, const std::string& where)
{
  const WeightMatch match = MatchByOrder(network, ShapesOf(tensors));
  if (!match.Fits())
  {
    throw Error("direction does not fit the network")
      .Where(where)
      .Expected("a tensor for each parameter of the network (dir_type weights), or for each entry "
                "of its state dict (states), in their order")
      .Found(FirstDifference(match))
      .Advice("take the network that the file was made for");
  }
  const NamedTensors state = network.State();
  std::map<std::string, DenseArray> named;
  for (std::size_t i = 0; i < state.size(); ++i)
  {
    if (!match.Sources[i].empty())
    {
      named.emplace(state[i].first, std::move(tensors[match.Sources[i].front()]));
    }
  }
  return named;
}

} // namespace losslandscape
