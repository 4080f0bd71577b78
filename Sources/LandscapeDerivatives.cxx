// SPDX-License-Identifier: BSD-3-Clause
#include "LandscapeDerivatives.h"

#include "Core/Engine/Evaluation/GridEvaluation.h"
#include "Pipeline/OutputArrays.h"

#include "vtkDoubleArray.h"
#include "vtkImageData.h"
#include "vtkPointData.h"

#include <algorithm>
#include <cmath>
#include <vector>

namespace losslandscape
{
namespace
{

/// One of the image's point arrays. If it is not asked for it is not added, and Store does nothing.
class Column
{
public:
  Column(bool wanted, const char* name, int components, vtkImageData* image)
    : Components(components), Values(wanted ? AddArray<vtkDoubleArray>(image->GetPointData(), name,
                                                components, image->GetNumberOfPoints())
                                                ->GetPointer(0)
                                            : nullptr)
  {
  }

  void Store(std::int64_t point, const double* value) const
  {
    if (this->Values)
    {
      std::copy_n(value, this->Components, this->Values + this->Components * point);
    }
  }

  void Store(std::int64_t point, double value) const { this->Store(point, &value); }

private:
  int Components;
  double* Values;
};

struct Columns
{
  Columns(const DerivativeOptions& options, vtkImageData* image)
    : Gradient(options.Gradient, "gradient", 3, image),
      GradientNorm(options.Gradient, "network_gradient_norm", 1, image),
      Hessian(options.Hessian, "hessian", 9, image),
      Smallest(options.ExtremeEigenvalues, "hessian_min_eigenvalue", 1, image),
      Largest(options.ExtremeEigenvalues, "hessian_max_eigenvalue", 1, image),
      Ratio(options.ExtremeEigenvalues, "hessian_eigenvalue_ratio", 1, image),
      SmallestResidual(options.ExtremeEigenvalues, "hessian_min_residual", 1, image),
      LargestResidual(options.ExtremeEigenvalues, "hessian_max_residual", 1, image)
  {
  }

  void Store(std::int64_t point, const PointDerivatives& derivatives) const
  {
    this->Gradient.Store(point, derivatives.Gradient.data());
    this->GradientNorm.Store(point, derivatives.NetworkGradientNorm);
    this->Hessian.Store(point, derivatives.Hessian.data());
    this->Smallest.Store(point, derivatives.SmallestEigenvalue);
    this->Largest.Store(point, derivatives.LargestEigenvalue);
    this->Ratio.Store(
      point, std::fabs(derivatives.SmallestEigenvalue / derivatives.LargestEigenvalue));
    this->SmallestResidual.Store(point, derivatives.SmallestResidual);
    this->LargestResidual.Store(point, derivatives.LargestResidual);
  }

  Column Gradient;
  Column GradientNorm;
  Column Hessian;
  Column Smallest;
  Column Largest;
  Column Ratio;
  Column SmallestResidual;
  Column LargestResidual;
};

} // namespace

CacheUse AddDerivatives(EvaluationStore& store, const Plane& plane, const Grid& grid,
  const DerivativeOptions& options, int threads, const Progress& progress, vtkImageData* image)
{
  Extent extent;
  std::copy_n(image->GetExtent(), 6, extent.begin());
  const PlanePoints points = { NumberOfPoints(extent),
    [&](std::int64_t point) { return PointCoordinates(grid, extent, point); } };
  std::vector<PointDerivatives> derivatives;
  const CacheUse use =
    EvaluateDerivatives(store, plane, points, options, threads, derivatives, progress);
  const Columns columns(options, image);
  for (std::int64_t point = 0; point < points.Count; ++point)
  {
    columns.Store(point, derivatives[point]);
  }
  return use;
}

} // namespace losslandscape
