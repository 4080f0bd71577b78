// SPDX-License-Identifier: BSD-3-Clause
#include "vtkAnalyticLandscapeSource.h"

#include "Core/Analytic/AnalyticGrid.h"
#include "Core/Analytic/AnalyticRecipe.h"
#include "Core/Analytic/CriticalPoints.h"

#include "vtkCellArray.h"
#include "vtkDoubleArray.h"
#include "vtkImageData.h"
#include "vtkInformation.h"
#include "vtkInformationVector.h"
#include "vtkIntArray.h"
#include "vtkNew.h"
#include "vtkObjectFactory.h"
#include "vtkPointData.h"
#include "vtkPoints.h"
#include "vtkPolyData.h"

#include <algorithm>

namespace
{

template <typename ArrayType>
ArrayType* AddArray(vtkPolyData* output, const char* name, int components)
{
  vtkNew<ArrayType> array;
  array->SetName(name);
  array->SetNumberOfComponents(components);
  array->SetNumberOfTuples(output->GetNumberOfPoints());
  output->GetPointData()->AddArray(array);
  return array;
}

void AddVertices(const std::vector<losslandscape::CriticalPoint>& points, vtkPolyData* output)
{
  vtkNew<vtkPoints> positions;
  positions->SetDataTypeToDouble();
  vtkNew<vtkCellArray> vertices;
  for (const auto& point : points)
  {
    const vtkIdType id = positions->InsertNextPoint(point.Position.data());
    vertices->InsertNextCell(1, &id);
  }
  output->SetPoints(positions);
  output->SetVerts(vertices);
}

void AddPointArrays(const std::vector<losslandscape::CriticalPoint>& points, vtkPolyData* output)
{
  auto* value = AddArray<vtkDoubleArray>(output, "value", 1);
  auto* type = AddArray<vtkIntArray>(output, "type", 1);
  auto* index = AddArray<vtkIntArray>(output, "morse_index", 1);
  auto* eigenvalues = AddArray<vtkDoubleArray>(output, "hessian_eigenvalues", 3);
  auto* gradient = AddArray<vtkDoubleArray>(output, "gradient_magnitude", 1);
  vtkIdType id = 0;
  for (const auto& point : points)
  {
    value->SetValue(id, point.Value);
    type->SetValue(id, static_cast<int>(point.Type));
    index->SetValue(id, point.MorseIndex);
    eigenvalues->SetTypedTuple(id, point.Eigenvalues.data());
    gradient->SetValue(id, point.GradientMagnitude);
    ++id;
  }
}

} // namespace

vtkStandardNewMacro(vtkAnalyticLandscapeSource);

vtkAnalyticLandscapeSource::vtkAnalyticLandscapeSource()
{
  this->SetNumberOfOutputPorts(2);
}

vtkAnalyticLandscapeSource::~vtkAnalyticLandscapeSource() = default;

int vtkAnalyticLandscapeSource::FillOutputPortInformation(int port, vtkInformation* info)
{
  info->Set(vtkDataObject::DATA_TYPE_NAME(), port == 0 ? "vtkImageData" : "vtkPolyData");
  return 1;
}

std::unique_ptr<losslandscape::AnalyticFunction> vtkAnalyticLandscapeSource::MakeFunction() const
{
  return losslandscape::MakeAnalyticFunction(
    static_cast<losslandscape::AnalyticKind>(this->Function), this->Dimension);
}

std::array<double, 6> vtkAnalyticLandscapeSource::BoundsOf(
  const losslandscape::AnalyticFunction& function) const
{
  if (this->DefaultBounds)
  {
    return function.Description().DefaultBounds;
  }
  std::array<double, 6> bounds = {};
  std::copy_n(this->Bounds, 2 * function.Dimension(), bounds.begin());
  return bounds;
}

losslandscape::Grid vtkAnalyticLandscapeSource::GridOf(
  const losslandscape::AnalyticFunction& function) const
{
  std::array<int, 3> resolution;
  std::copy_n(this->Resolution, 3, resolution.begin());
  return losslandscape::Grid(function.Dimension(), resolution, this->BoundsOf(function));
}

void vtkAnalyticLandscapeSource::RequestInformation(
  vtkInformationVector**, vtkInformationVector* outputs)
{
  PublishGrid(this->GridOf(*this->MakeFunction()), outputs->GetInformationObject(0));
  outputs->GetInformationObject(1)->Set(vtkAlgorithm::CAN_HANDLE_PIECE_REQUEST(), 1);
}

void vtkAnalyticLandscapeSource::RequestData(vtkInformationVector**, vtkInformationVector* outputs)
{
  const auto function = this->MakeFunction();
  this->FillLandscape(*function, outputs->GetInformationObject(0));
  if (IsFirstPiece(outputs->GetInformationObject(1)))
  {
    this->FillCriticalPoints(*function, vtkPolyData::GetData(outputs, 1));
  }
}

void vtkAnalyticLandscapeSource::FillLandscape(
  const losslandscape::AnalyticFunction& function, vtkInformation* info)
{
  vtkImageData* landscape = vtkImageData::GetData(info);
  const losslandscape::Grid grid = this->GridOf(function);
  ShapeImage(grid, info, landscape);

  vtkNew<vtkDoubleArray> loss;
  loss->SetName("loss");
  loss->SetNumberOfTuples(landscape->GetNumberOfPoints());
  losslandscape::Extent extent;
  std::copy_n(landscape->GetExtent(), 6, extent.begin());
  losslandscape::EvaluateOnGrid(function, grid, extent, loss->GetPointer(0),
    [this](double fraction) { return this->ReportProgress(fraction); });
  landscape->GetPointData()->SetScalars(loss);
  AddRecipe(this->Recipe(function), landscape);
}

void vtkAnalyticLandscapeSource::FillCriticalPoints(
  const losslandscape::AnalyticFunction& function, vtkPolyData* output)
{
  const auto bounds = this->BoundsOf(function);
  std::vector<losslandscape::CriticalPoint> points;
  const std::string refusal = losslandscape::WhyNotListed(function, bounds);
  if (refusal.empty())
  {
    points = losslandscape::CriticalPointsIn(function, bounds);
  }
  else
  {
    vtkWarningMacro(<< "Critical points are not listed: " << refusal << "; narrow Bounds");
  }
  AddVertices(points, output);
  AddPointArrays(points, output);
  AddRecipe(this->Recipe(function), output);
}

std::string vtkAnalyticLandscapeSource::Recipe(
  const losslandscape::AnalyticFunction& function) const
{
  return losslandscape::AnalyticRecipe(function, this->GridOf(function), this->BoundsOf(function));
}

void vtkAnalyticLandscapeSource::PrintSelf(ostream& os, vtkIndent indent)
{
  this->Superclass::PrintSelf(os, indent);
  os << indent << "Function: " << this->Function << "\n";
  os << indent << "Dimension: " << this->Dimension << "\n";
  os << indent << "Resolution: " << this->Resolution[0] << " " << this->Resolution[1] << " "
     << this->Resolution[2] << "\n";
  os << indent << "DefaultBounds: " << this->DefaultBounds << "\n";
  os << indent << "Bounds:";
  for (const double bound : this->Bounds)
  {
    os << " " << bound;
  }
  os << "\n";
}
