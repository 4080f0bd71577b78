// SPDX-License-Identifier: BSD-3-Clause
#include "vtkAnalyticLandscapeSource.h"

#include "Core/Mathematics/Analytic/AnalyticGrid.h"
#include "Core/Mathematics/Analytic/AnalyticRecipe.h"
#include "Core/Mathematics/Analytic/CriticalPoints.h"
#include "Pipeline/OutputArrays.h"
#include "Pipeline/PrintValues.h"

#include "vtkDoubleArray.h"
#include "vtkImageData.h"
#include "vtkInformation.h"
#include "vtkInformationVector.h"
#include "vtkIntArray.h"
#include "vtkObjectFactory.h"
#include "vtkPointData.h"
#include "vtkPolyData.h"

#include <algorithm>

namespace
{

using losslandscape::CriticalPoint;

void AddPointArrays(const std::vector<CriticalPoint>& points, vtkFieldData* data)
{
  using losslandscape::AddColumn;
  AddColumn<vtkDoubleArray>(data, "value", points, &CriticalPoint::Value);
  AddColumn<vtkIntArray>(data, "type", points, &CriticalPoint::Type);
  AddColumn<vtkIntArray>(data, "morse_index", points, &CriticalPoint::MorseIndex);
  AddColumn<vtkDoubleArray>(data, "hessian_eigenvalues", points, &CriticalPoint::Eigenvalues);
  AddColumn<vtkDoubleArray>(data, "gradient_magnitude", points, &CriticalPoint::GradientMagnitude);
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

  auto* loss = losslandscape::AddArray<vtkDoubleArray>(
    landscape->GetPointData(), "loss", 1, landscape->GetNumberOfPoints());
  losslandscape::Extent extent;
  std::copy_n(landscape->GetExtent(), 6, extent.begin());
  losslandscape::EvaluateOnGrid(function, grid, extent, loss->GetPointer(0),
    [this](double fraction) { return this->ReportProgress(fraction); });
  landscape->GetPointData()->SetActiveScalars("loss");
  AddRecipe(this->Recipe(function), landscape);
}

void vtkAnalyticLandscapeSource::FillCriticalPoints(
  const losslandscape::AnalyticFunction& function, vtkPolyData* output)
{
  const auto bounds = this->BoundsOf(function);
  std::vector<CriticalPoint> points;
  const std::string refusal = losslandscape::WhyNotListed(function, bounds);
  if (refusal.empty())
  {
    points = losslandscape::CriticalPointsIn(function, bounds);
  }
  else
  {
    vtkWarningMacro(<< "Critical points are not listed: " << refusal << "; narrow Bounds");
  }
  losslandscape::AddVertices(output, points, &CriticalPoint::Position);
  AddPointArrays(points, output->GetPointData());
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
  losslandscape::PrintValues(os, indent, "Resolution", this->Resolution);
  os << indent << "DefaultBounds: " << this->DefaultBounds << "\n";
  losslandscape::PrintValues(os, indent, "Bounds", this->Bounds);
}
