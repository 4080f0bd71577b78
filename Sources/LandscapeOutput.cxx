// SPDX-License-Identifier: BSD-3-Clause
#include "LandscapeOutput.h"

#include "Core/Pipeline/OutputArrays.h"

#include "vtkDoubleArray.h"
#include "vtkIdTypeArray.h"
#include "vtkImageData.h"
#include "vtkPointData.h"

#include <algorithm>
#include <cmath>

namespace losslandscape
{

namespace
{

void AddCount(vtkImageData* landscape, const char* name, vtkIdType count)
{
  AddArray<vtkIdTypeArray>(landscape->GetFieldData(), name, 1, 1)->SetValue(0, count);
}

} // namespace

LandscapeArrays AddLandscapeArrays(vtkImageData* landscape)
{
  const auto add = [landscape](const char* name)
  {
    return AddArray<vtkDoubleArray>(
      landscape->GetPointData(), name, 1, landscape->GetNumberOfPoints())
      ->GetPointer(0);
  };
  LandscapeArrays arrays;
  arrays.Loss = add("loss");
  arrays.Accuracy = add("accuracy");
  arrays.StandardError = add("loss_standard_error");
  landscape->GetPointData()->SetActiveScalars("loss");
  return arrays;
}

void AddDirectionData(const Plane& plane, vtkImageData* landscape)
{
  vtkFieldData* fields = landscape->GetFieldData();
  AddValues<vtkDoubleArray>(fields, "direction_norms", plane.Norms());
  AddValues<vtkDoubleArray>(fields, "direction_cosines", plane.Cosines());
  const PrincipalVariance& variance = plane.Variance();
  if (!variance.ExplainedVarianceRatio.empty())
  {
    AddValues<vtkDoubleArray>(fields, "explained_variance_ratio", variance.ExplainedVarianceRatio);
    AddValues<vtkDoubleArray>(
      fields, "random_walk_variance_ratio", variance.RandomWalkVarianceRatio);
    AddValues<vtkDoubleArray>(fields, "cosine_correlation", variance.CosineCorrelation);
  }
}

void AddCacheCounts(const PointCache& cache, vtkImageData* landscape)
{
  AddCount(landscape, "points_from_cache", cache.PointsFromCache());
  AddCount(landscape, "points_evaluated", cache.PointsEvaluated());
}

vtkIdType AddNonFiniteLosses(vtkImageData* landscape)
{
  auto* losses = vtkDoubleArray::SafeDownCast(landscape->GetPointData()->GetArray("loss"));
  const double* first = losses->GetPointer(0);
  const vtkIdType count = std::count_if(
    first, first + losses->GetNumberOfTuples(), [](double loss) { return !std::isfinite(loss); });
  AddCount(landscape, "non_finite_losses", count);
  return count;
}

} // namespace losslandscape
