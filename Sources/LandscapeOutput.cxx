// SPDX-License-Identifier: BSD-3-Clause
#include "LandscapeOutput.h"

#include "Pipeline/OutputArrays.h"

#include "vtkDoubleArray.h"
#include "vtkIdTypeArray.h"
#include "vtkImageData.h"
#include "vtkPointData.h"
#include "vtkUnsignedCharArray.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <string>

namespace losslandscape
{

namespace
{

/// The names of the point arrays that every landscape has, in the order of the fields on a grid.
constexpr std::array<const char*, 3> FieldNames = { "loss", "accuracy", "loss_standard_error" };

/// The point array of a number that the network returns beside its loss.
std::string MetricName(const std::string& output)
{
  return "output_" + output;
}

void AddCount(vtkDataObject* output, const char* name, vtkIdType count)
{
  AddArray<vtkIdTypeArray>(output->GetFieldData(), name, 1, 1)->SetValue(0, count);
}

void AddNumber(vtkDataObject* output, const char* name, double number)
{
  AddArray<vtkDoubleArray>(output->GetFieldData(), name, 1, 1)->SetValue(0, number);
}

/// Adds a point array with the image's part of `whole`, which has values at all points of the grid,
/// x varying fastest.
template <typename ArrayType, typename Value>
void AddPart(
  const std::vector<Value>& whole, const Grid& grid, const char* name, vtkImageData* image)
{
  auto* next =
    AddArray<ArrayType>(image->GetPointData(), name, 1, image->GetNumberOfPoints())->GetPointer(0);
  const int* extent = image->GetExtent();
  const std::int64_t row = grid.Resolution()[0];
  const std::int64_t slice = row * grid.Resolution()[1];
  for (int k = extent[4]; k <= extent[5]; ++k)
  {
    for (int j = extent[2]; j <= extent[3]; ++j)
    {
      const auto first = whole.begin() + slice * k + row * j;
      next = std::copy(first + extent[0], first + extent[1] + 1, next);
    }
  }
}

} // namespace

LandscapeArrays AddLandscapeArrays(const Problem& problem, vtkImageData* landscape)
{
  const auto add = [landscape](const std::string& name)
  {
    return AddArray<vtkDoubleArray>(
      landscape->GetPointData(), name.c_str(), 1, landscape->GetNumberOfPoints())
      ->GetPointer(0);
  };
  LandscapeArrays arrays;
  arrays.Loss = add(FieldNames[0]);
  arrays.Accuracy = add(FieldNames[1]);
  arrays.StandardError = add(FieldNames[2]);
  for (const std::string& output : problem.Metrics())
  {
    arrays.Metrics.push_back(add(MetricName(output)));
  }
  landscape->GetPointData()->SetActiveScalars(FieldNames[0]);
  return arrays;
}

void AddLandscapeParts(const Problem& problem, const std::vector<std::vector<double>>& fields,
  const Grid& grid, vtkImageData* image)
{
  std::vector<std::string> names(FieldNames.begin(), FieldNames.end());
  for (const std::string& output : problem.Metrics())
  {
    names.push_back(MetricName(output));
  }
  for (std::size_t field = 0; field < names.size(); ++field)
  {
    AddPart<vtkDoubleArray>(fields[field], grid, names[field].c_str(), image);
  }
  image->GetPointData()->SetActiveScalars(FieldNames[0]);
}

void AddEvaluatedPart(
  const std::vector<unsigned char>& evaluated, const Grid& grid, vtkImageData* image)
{
  AddPart<vtkUnsignedCharArray>(evaluated, grid, "evaluated", image);
}

void AddDirectionData(const Plane& plane, vtkImageData* landscape)
{
  vtkFieldData* fields = landscape->GetFieldData();
  AddValues<vtkDoubleArray>(fields, "direction_norms", plane.Norms());
  AddValues<vtkDoubleArray>(fields, "direction_cosines", plane.Cosines());
  if (!plane.Curvatures().empty())
  {
    AddColumn<vtkDoubleArray>(
      fields, "direction_eigenvalues", plane.Curvatures(), &DirectionCurvature::Eigenvalue);
    AddColumn<vtkDoubleArray>(
      fields, "direction_eigenvalue_residuals", plane.Curvatures(), &DirectionCurvature::Residual);
  }
  const PrincipalVariance& variance = plane.Variance();
  if (!variance.ExplainedVarianceRatio.empty())
  {
    AddValues<vtkDoubleArray>(fields, "explained_variance_ratio", variance.ExplainedVarianceRatio);
    AddValues<vtkDoubleArray>(
      fields, "random_walk_variance_ratio", variance.RandomWalkVarianceRatio);
    AddValues<vtkDoubleArray>(fields, "cosine_correlation", variance.CosineCorrelation);
  }
}

void AddNetworkDescription(const NetworkDescription& network, vtkImageData* landscape)
{
  AddCount(landscape, "network_layers", network.Layers);
  AddCount(landscape, "network_parameters", network.Parameters);
  AddCount(landscape, "network_multiply_adds", network.MultiplyAdds);
}

void AddCacheCounts(const CacheUse& use, vtkDataObject* output)
{
  AddCount(output, "points_from_cache", use.PointsFromCache);
  AddCount(output, "points_evaluated", use.PointsEvaluated);
}

void AddDerivativeCounts(const CacheUse& use, vtkDataObject* output)
{
  AddCount(output, "derivatives_from_cache", use.PointsFromCache);
  AddCount(output, "derivatives_evaluated", use.PointsEvaluated);
}

void AddPrecisionError(const PrecisionError& error, vtkImageData* landscape)
{
  AddNumber(landscape, "precision_max_error", error.Absolute);
  AddNumber(landscape, "precision_max_relative_error", error.Relative);
  AddCount(landscape, "precision_error_samples", error.Samples);
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
