// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Engine/Plane/PlaneProjection.h"

#include "Core/Engine/Plane/PlaneInternals.h"
#include "Core/Engine/Problem/ProblemInternals.h"
#include "Core/Engine/Torch/DenseTensor.h"

#include <Eigen/QR>

#include <algorithm>
#include <cmath>

namespace losslandscape
{
namespace
{

/// Directions count as dependent where the sine of their angle is below the square root of this: so
/// much is due to the rounding of single-precision numbers.
constexpr double DependentProducts = 1e-12;

ParameterVector AxisOf(
  const Plane::Internals& plane, const ParameterVector& shape, std::size_t axis)
{
  ParameterVector direction = shape;
  for (auto& block : direction)
  {
    std::fill(block.Values.begin(), block.Values.end(), 0.0);
  }
  for (const auto& move : plane.Moves)
  {
    if (move.Directions[axis].defined())
    {
      direction[move.Parameter].Values = ToDenseArray(move.Directions[axis]).ToDouble();
    }
  }
  return direction;
}

/// Inverts the matrix for directions of length 1, so that a short direction is not taken for a
/// dependent one, and scales the inverse back.
std::vector<double> PseudoInverseOfProducts(const std::vector<ParameterVector>& axes)
{
  const auto count = static_cast<Eigen::Index>(axes.size());
  Eigen::MatrixXd products(count, count);
  Eigen::VectorXd scales(count);
  for (Eigen::Index a = 0; a < count; ++a)
  {
    for (Eigen::Index b = 0; b < count; ++b)
    {
      products(a, b) = DotProduct(axes[a], axes[b]);
    }
    scales(a) = products(a, a) > 0.0 ? 1.0 / std::sqrt(products(a, a)) : 0.0;
  }
  products = scales.asDiagonal() * products * scales.asDiagonal();
  Eigen::CompleteOrthogonalDecomposition<Eigen::MatrixXd> decomposition;
  decomposition.setThreshold(DependentProducts);
  const Eigen::MatrixXd inverse =
    scales.asDiagonal() * decomposition.compute(products).pseudoInverse() * scales.asDiagonal();
  return std::vector<double>(inverse.data(), inverse.data() + inverse.size());
}

} // namespace

PlaneProjection::PlaneProjection(const Plane& plane)
  : Centre(WeightsOf(*plane.GetProblem().GetInternals().Network))
{
  for (int axis = 0; axis < plane.Dimension(); ++axis)
  {
    this->Axes.push_back(AxisOf(plane.GetInternals(), this->Centre, axis));
  }
  this->InverseProducts = PseudoInverseOfProducts(this->Axes);
}

std::vector<double> PlaneProjection::Coordinates(const ParameterVector& offset) const
{
  const std::size_t count = this->Axes.size();
  std::vector<double> coordinates(count, 0.0);
  for (std::size_t b = 0; b < count; ++b)
  {
    const double product = DotProduct(this->Axes[b], offset);
    for (std::size_t a = 0; a < count; ++a)
    {
      coordinates[a] += this->InverseProducts[a * count + b] * product;
    }
  }
  return coordinates;
}

Projection PlaneProjection::Project(ParameterVector weights) const
{
  Subtract(weights, this->Centre);
  const double distance = Norm(weights);
  const std::vector<double> coordinates = this->Coordinates(weights);
  Projection point;
  std::copy(coordinates.begin(), coordinates.end(), point.Coordinates.begin());
  for (std::size_t axis = 0; axis < coordinates.size(); ++axis)
  {
    Subtract(weights, this->Axes[axis], coordinates[axis]);
  }
  point.OffPlaneDistance = Norm(weights);
  point.RelativeOffPlaneDistance = distance > 0.0 ? point.OffPlaneDistance / distance : 0.0;
  return point;
}

} // namespace losslandscape
