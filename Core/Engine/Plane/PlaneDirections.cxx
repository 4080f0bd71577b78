// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Engine/Plane/PlaneDirections.h"

#include "Core/Engine/Plane/PlaneInternals.h"
#include "Core/Engine/Problem/ProblemInternals.h"

namespace losslandscape
{

Eigen::MatrixXd DirectionMatrix(const Plane& plane)
{
  std::vector<Eigen::Index> first;
  Eigen::Index size = 0;
  for (const auto& [name, tensor] : plane.GetProblem().GetInternals().Network->Parameters())
  {
    first.push_back(size);
    size += tensor.numel();
  }
  Eigen::MatrixXd directions = Eigen::MatrixXd::Zero(size, plane.Dimension());
  for (const auto& move : plane.GetInternals().Moves)
  {
    for (std::size_t axis = 0; axis < move.Directions.size(); ++axis)
    {
      if (move.Directions[axis].defined())
      {
        const auto values = move.Directions[axis].to(torch::kCPU, torch::kFloat64).contiguous();
        directions.col(static_cast<Eigen::Index>(axis))
          .segment(first[move.Parameter], values.numel()) =
          Eigen::Map<const Eigen::VectorXd>(values.data_ptr<double>(), values.numel());
      }
    }
  }
  return directions;
}

} // namespace losslandscape
