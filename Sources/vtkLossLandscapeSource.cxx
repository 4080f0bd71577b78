// SPDX-License-Identifier: BSD-3-Clause
#include "vtkLossLandscapeSource.h"

#include "Core/Network/GridEvaluation.h"
#include "Core/Network/PlaneCache.h"
#include "Core/Network/Recipe.h"

#include "vtkDoubleArray.h"
#include "vtkFieldData.h"
#include "vtkIdTypeArray.h"
#include "vtkImageData.h"
#include "vtkInformation.h"
#include "vtkInformationVector.h"
#include "vtkNew.h"
#include "vtkObjectFactory.h"
#include "vtkPointData.h"

#include <algorithm>
#include <cmath>

namespace
{

/// Share of the progress bar that loading gets; the rest is evaluation.
constexpr double LoadingShare = 0.02;

double* AddPointArray(vtkImageData* image, const char* name)
{
  vtkNew<vtkDoubleArray> array;
  array->SetName(name);
  array->SetNumberOfTuples(image->GetNumberOfPoints());
  image->GetPointData()->AddArray(array);
  return array->GetPointer(0);
}

void AddNumbers(vtkImageData* image, const char* name, const std::vector<double>& values)
{
  vtkNew<vtkDoubleArray> array;
  array->SetName(name);
  for (const double value : values)
  {
    array->InsertNextValue(value);
  }
  image->GetFieldData()->AddArray(array);
}

} // namespace

struct vtkLossLandscapeSource::Internals
{
  losslandscape::PlaneCache Planes;
};

vtkStandardNewMacro(vtkLossLandscapeSource);

vtkLossLandscapeSource::vtkLossLandscapeSource() : Impl(std::make_unique<Internals>())
{
  this->NumberOfSamples = 200;
}

vtkLossLandscapeSource::~vtkLossLandscapeSource() = default;

void vtkLossLandscapeSource::AddDirectionFile(const char* path)
{
  this->DirectionFiles.emplace_back(path ? path : "");
  this->Modified();
}

void vtkLossLandscapeSource::RemoveAllDirectionFiles()
{
  this->DirectionFiles.clear();
  this->Modified();
}

int vtkLossLandscapeSource::FillOutputPortInformation(int, vtkInformation* info)
{
  info->Set(vtkDataObject::DATA_TYPE_NAME(), "vtkImageData");
  return 1;
}

losslandscape::Grid vtkLossLandscapeSource::MakeGrid() const
{
  std::array<int, 3> resolution;
  std::copy_n(this->Resolution, 3, resolution.begin());
  std::array<double, 6> bounds;
  std::copy_n(this->Bounds, 6, bounds.begin());
  return losslandscape::Grid(this->Dimension, resolution, bounds);
}

losslandscape::ProblemOptions vtkLossLandscapeSource::MakeProblemOptions() const
{
  losslandscape::ProblemOptions options;
  options.Network = this->MakeNetworkOptions();
  options.Data = this->MakeDatasetOptions();
  options.Data.Split = static_cast<losslandscape::DatasetSplit>(this->DatasetSplit);
  options.Loss = static_cast<losslandscape::LossKind>(this->Loss);
  options.Device = this->Device;
  options.BatchSize = this->BatchSize;
  return options;
}

losslandscape::DirectionOptions vtkLossLandscapeSource::MakeDirectionOptions() const
{
  losslandscape::DirectionOptions options;
  options.Method = static_cast<losslandscape::DirectionMethod>(this->Directions);
  options.Normalization = static_cast<losslandscape::Normalization>(this->Normalization);
  options.IgnoreBiasAndNorm = this->IgnoreBiasAndNorm != 0;
  options.Orthogonalize = this->Orthogonalize != 0;
  options.Seed = static_cast<std::uint64_t>(this->Seed);
  options.Files = this->DirectionFiles;
  return options;
}

void vtkLossLandscapeSource::RequestInformation(
  vtkInformationVector**, vtkInformationVector* outputs)
{
  PublishGrid(this->MakeGrid(), outputs->GetInformationObject(0));
}

void vtkLossLandscapeSource::RequestData(vtkInformationVector**, vtkInformationVector* outputs)
{
  vtkInformation* info = outputs->GetInformationObject(0);
  vtkImageData* landscape = vtkImageData::GetData(info);
  const losslandscape::Grid grid = this->MakeGrid();
  ShapeImage(grid, info, landscape);

  this->WarnIfBlasIsSlow();
  const auto plane = this->Impl->Planes.Get(this->MakeProblemOptions(), this->Dimension,
    this->MakeDirectionOptions(),
    [this](double fraction) { return this->ReportProgress(LoadingShare * fraction); });
  this->Evaluate(*plane, grid, landscape);
  this->AddFieldData(*plane, grid, landscape);
}

void vtkLossLandscapeSource::Evaluate(
  const losslandscape::Plane& plane, const losslandscape::Grid& grid, vtkImageData* landscape)
{
  losslandscape::LandscapeArrays arrays;
  arrays.Loss = AddPointArray(landscape, "loss");
  arrays.Accuracy = AddPointArray(landscape, "accuracy");
  arrays.StandardError = AddPointArray(landscape, "loss_standard_error");
  losslandscape::Extent extent;
  std::copy_n(landscape->GetExtent(), 6, extent.begin());
  losslandscape::EvaluateGrid(plane, grid, extent, this->Threads, arrays,
    [this](double fraction)
    { return this->ReportProgress(LoadingShare + (1.0 - LoadingShare) * fraction); });
  landscape->GetPointData()->SetActiveScalars("loss");
}

void vtkLossLandscapeSource::AddFieldData(
  const losslandscape::Plane& plane, const losslandscape::Grid& grid, vtkImageData* landscape)
{
  AddRecipe(losslandscape::LandscapeRecipe(plane, grid), landscape);
  AddNumbers(landscape, "direction_norms", plane.Norms());
  AddNumbers(landscape, "direction_cosines", plane.Cosines());

  auto* losses = vtkDoubleArray::SafeDownCast(landscape->GetPointData()->GetArray("loss"));
  const double* first = losses->GetPointer(0);
  const vtkIdType total = losses->GetNumberOfTuples();
  const vtkIdType nonFinite =
    std::count_if(first, first + total, [](double loss) { return !std::isfinite(loss); });
  vtkNew<vtkIdTypeArray> count;
  count->SetName("non_finite_losses");
  count->InsertNextValue(nonFinite);
  landscape->GetFieldData()->AddArray(count);
  if (nonFinite > 0)
  {
    vtkWarningMacro(<< nonFinite << " of " << total
                    << " losses are NaN or infinite; they stay in the array `loss` as they are. "
                       "Narrower Bounds or filter-normalised directions often avoid them.");
  }
}

void vtkLossLandscapeSource::PrintSelf(ostream& os, vtkIndent indent)
{
  this->Superclass::PrintSelf(os, indent);
  os << indent << "DatasetSplit: " << this->DatasetSplit << "\n";
  os << indent << "BatchSize: " << this->BatchSize << "\n";
  os << indent << "Directions: " << this->Directions << "\n";
  os << indent << "Normalization: " << this->Normalization << "\n";
  os << indent << "IgnoreBiasAndNorm: " << this->IgnoreBiasAndNorm << "\n";
  os << indent << "Orthogonalize: " << this->Orthogonalize << "\n";
  os << indent << "Seed: " << this->Seed << "\n";
  os << indent << "DirectionFiles:";
  for (const auto& file : this->DirectionFiles)
  {
    os << " " << file;
  }
  os << "\n";
  os << indent << "Dimension: " << this->Dimension << "\n";
  os << indent << "Resolution: " << this->Resolution[0] << " " << this->Resolution[1] << " "
     << this->Resolution[2] << "\n";
  os << indent << "Bounds:";
  for (const double bound : this->Bounds)
  {
    os << " " << bound;
  }
  os << "\n";
}
