// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Mathematics/Topology/Field/Derivatives.h"

#include "Core/Mathematics/Topology/Field/FiniteDifferences.h"
#include "Core/Mathematics/Topology/Field/Triangulation.h"

#include <Eigen/Eigenvalues>

#include <algorithm>
#include <limits>
#include <string>

namespace losslandscape
{
namespace topology
{
namespace
{

constexpr double NaN = std::numeric_limits<double>::quiet_NaN();

/// The number of points that one call of a parallel loop takes on.
constexpr std::int64_t Grain = 1 << 16;

/// Computes the eigenvalues of the submatrix that a 3 x 3 matrix has in the rows and columns of
/// these axes.
template <int N>
void ComputeEigenvalues(const double* matrix, const std::array<int, 3>& axes, double* eigenvalues)
{
  Eigen::Matrix<double, N, N> block;
  for (int row = 0; row < N; ++row)
  {
    for (int column = 0; column < N; ++column)
    {
      block(row, column) = matrix[3 * axes[row] + axes[column]];
    }
  }
  if (!block.allFinite())
  {
    std::fill_n(eigenvalues, N, NaN);
    return;
  }
  Eigen::SelfAdjointEigenSolver<Eigen::Matrix<double, N, N>> solver;
  // The direct formula loses half the digits near double eigenvalues.
  solver.compute(block, Eigen::EigenvaluesOnly);
  std::copy_n(solver.eigenvalues().data(), N, eigenvalues);
}

/// The state of one call of DifferentiateField.
class Differentiation
{
public:
  Differentiation(const ScalarField& field, int order) : Field(field), Order(order)
  {
    const Triangulation grid(field.Size());
    this->Dimension = grid.Dimension();
    for (int a = 0; a < this->Dimension; ++a)
    {
      this->Axes[a] = grid.Axis(a);
    }
    const auto points = static_cast<std::size_t>(field.NumberOfPoints());
    this->Result.Gradient.resize(3 * points, 0.0);
    this->Result.Hessian.resize(9 * points, 0.0);
    this->Result.Eigenvalues.resize(3 * points, 0.0);
  }

  Derivatives Run(const Execution& execution)
  {
    // The passes are two for each axis, one for each pair of axes, and one for the eigenvalues.
    this->Passes = 2 * this->Dimension + this->Dimension * (this->Dimension - 1) / 2 + 1;
    for (int a = 0; a < this->Dimension; ++a)
    {
      this->DifferentiateTwice(this->Axes[a], execution);
    }
    for (int a = 0; a < this->Dimension; ++a)
    {
      for (int b = a + 1; b < this->Dimension; ++b)
      {
        this->DifferentiateMixed(this->Axes[a], this->Axes[b], execution);
      }
    }
    ParallelFor(this->Field.NumberOfPoints(), Grain, this->NextPass(execution),
      [this](std::int64_t begin, std::int64_t end)
      {
        for (std::int64_t point = begin; point < end; ++point)
        {
          this->Finish(point);
        }
      });
    return std::move(this->Result);
  }

private:
  Execution NextPass(const Execution& execution)
  {
    const double first = this->Pass++;
    return execution.Part(first / this->Passes, this->Pass / this->Passes);
  }

  void Differentiate(int derivative, int axis, Component<const double> values,
    Component<double> derivatives, const Execution& execution)
  {
    DifferentiateAlongAxis(this->Field.Size(), axis,
      LineDifferences(derivative, this->Order, this->Field.Spacing()[axis]), values, derivatives,
      this->NextPass(execution));
  }

  void DifferentiateTwice(int axis, const Execution& execution)
  {
    const Component<const double> values{ this->Field.Values(), 1 };
    this->Differentiate(1, axis, values, { this->Result.Gradient.data() + axis, 3 }, execution);
    this->Differentiate(2, axis, values, { this->Result.Hessian.data() + 4 * axis, 9 }, execution);
  }

  /// Fills one element of the Hessian; the symmetric one is left to Finish.
  void DifferentiateMixed(int inner, int outer, const Execution& execution)
  {
    this->Differentiate(1, outer, { this->Result.Gradient.data() + inner, 3 },
      { this->Result.Hessian.data() + 3 * inner + outer, 9 }, execution);
  }

  void Finish(std::int64_t point)
  {
    double* hessian = &this->Result.Hessian[9 * point];
    double* eigenvalues = &this->Result.Eigenvalues[3 * point];
    if (!this->Field.InDomain(point))
    {
      std::fill_n(&this->Result.Gradient[3 * point], 3, NaN);
      std::fill_n(hessian, 9, NaN);
      std::fill_n(eigenvalues, 3, NaN);
      return;
    }
    hessian[3] = hessian[1];
    hessian[6] = hessian[2];
    hessian[7] = hessian[5];
    switch (this->Dimension)
    {
      case 1:
        return ComputeEigenvalues<1>(hessian, this->Axes, eigenvalues);
      case 2:
        return ComputeEigenvalues<2>(hessian, this->Axes, eigenvalues);
      case 3:
        return ComputeEigenvalues<3>(hessian, this->Axes, eigenvalues);
    }
  }

  const ScalarField& Field;
  const int Order;
  int Dimension = 0;
  std::array<int, 3> Axes = {};
  Derivatives Result;
  double Pass = 0.0;
  double Passes = 1.0;
};

} // namespace

Derivatives DifferentiateField(const ScalarField& field, int order, const Execution& execution)
{
  if (order != 2 && order != 4)
  {
    throw Error("no finite differences of this error order")
      .Expected("2 or 4")
      .Found(std::to_string(order));
  }
  return Differentiation(field, order).Run(execution);
}

} // namespace topology
} // namespace losslandscape
