// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Mathematics/Curvature/CoordinateBlock.h"

#include <utility>

namespace losslandscape::curvature
{
namespace
{

Eigen::Index SizeOf(const std::vector<CoordinateBlock>& blocks)
{
  Eigen::Index size = 0;
  for (const auto& block : blocks)
  {
    size += block.Size;
  }
  return size;
}

} // namespace

Eigen::VectorXd Gather(const Eigen::VectorXd& vector, const std::vector<CoordinateBlock>& blocks)
{
  Eigen::VectorXd part(SizeOf(blocks));
  Eigen::Index next = 0;
  for (const auto& block : blocks)
  {
    part.segment(next, block.Size) = vector.segment(block.First, block.Size);
    next += block.Size;
  }
  return part;
}

Eigen::VectorXd Scatter(
  const Eigen::VectorXd& part, const std::vector<CoordinateBlock>& blocks, Eigen::Index size)
{
  Eigen::VectorXd vector = Eigen::VectorXd::Zero(size);
  Eigen::Index next = 0;
  for (const auto& block : blocks)
  {
    vector.segment(block.First, block.Size) = part.segment(next, block.Size);
    next += block.Size;
  }
  return vector;
}

SymmetricOperator Restrict(SymmetricOperator matrix, std::vector<CoordinateBlock> blocks)
{
  const Eigen::Index size = SizeOf(blocks);
  return { size,
    [matrix = std::move(matrix), blocks = std::move(blocks)](const Eigen::VectorXd& vector)
    { return Gather(matrix.Apply(Scatter(vector, blocks, matrix.Size)), blocks); } };
}

} // namespace losslandscape::curvature
