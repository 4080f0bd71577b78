// SPDX-License-Identifier: BSD-3-Clause
#include "vtkLandscapeCriticalPoints.h"

#include "Core/Mathematics/Topology/Critical/CriticalPoints.h"
#include "LandscapeImage.h"
#include "OutputArrays.h"
#include "Pipeline/SettingRange.h"

#include "vtkDoubleArray.h"
#include "vtkIdTypeArray.h"
#include "vtkInformation.h"
#include "vtkInformationVector.h"
#include "vtkIntArray.h"
#include "vtkObjectFactory.h"
#include "vtkPointData.h"
#include "vtkPolyData.h"
#include "vtkUnsignedCharArray.h"

namespace
{

using losslandscape::AddColumn;
using losslandscape::topology::CriticalPoint;

void AddPointArrays(const std::vector<CriticalPoint>& points, vtkPointData* data)
{
  AddColumn<vtkIdTypeArray>(data, "vertex_id", points, &CriticalPoint::Vertex);
  AddColumn<vtkDoubleArray>(data, "value", points, &CriticalPoint::Value);
  AddColumn<vtkIntArray>(data, "type", points, &CriticalPoint::Type);
  AddColumn<vtkIntArray>(data, "morse_index", points, &CriticalPoint::MorseIndex);
  AddColumn<vtkUnsignedCharArray>(data, "on_boundary", points, &CriticalPoint::OnBoundary);
  AddColumn<vtkDoubleArray>(data, "persistence", points, &CriticalPoint::Persistence);
  AddColumn<vtkDoubleArray>(data, "hessian_eigenvalues", points, &CriticalPoint::Eigenvalues);
  AddColumn<vtkDoubleArray>(data, "hessian_eigenvectors", points,
    [](const CriticalPoint& point) { return losslandscape::Flat(point.Eigenvectors); });
  AddColumn<vtkDoubleArray>(data, "gradient_magnitude", points, &CriticalPoint::GradientMagnitude);
  AddColumn<vtkUnsignedCharArray>(data, "is_morse", points, &CriticalPoint::IsMorse);
}

} // namespace

vtkStandardNewMacro(vtkLandscapeCriticalPoints);

vtkLandscapeCriticalPoints::vtkLandscapeCriticalPoints() = default;

vtkLandscapeCriticalPoints::~vtkLandscapeCriticalPoints() = default;

int vtkLandscapeCriticalPoints::FillOutputPortInformation(int, vtkInformation* info)
{
  info->Set(vtkDataObject::DATA_TYPE_NAME(), "vtkPolyData");
  return 1;
}

void vtkLandscapeCriticalPoints::Compute(const losslandscape::LandscapeImage& landscape,
  const losslandscape::Execution& execution, vtkInformationVector* outputs)
{
  losslandscape::topology::CriticalPointOptions options;
  options.PersistenceThreshold =
    losslandscape::InRange("PersistenceThreshold", this->PersistenceThreshold, 0.0, VTK_DOUBLE_MAX);
  options.Relative = this->Relative != 0;
  options.Pairing =
    static_cast<losslandscape::topology::MaximumPairing>(losslandscape::InRange<int>(
      "MaximumPairing", this->MaximumPairing, SUPERLEVEL_COMPONENTS, SUBLEVEL_CYCLES));
  options.IncludeBoundary = this->IncludeBoundary != 0;
  options.SubCell = this->SubCell != 0;
  options.WindowRadius = losslandscape::InRange("WindowRadius", this->WindowRadius, 1, 10);

  std::vector<CriticalPoint> points;
  if (Owns(landscape, outputs->GetInformationObject(0)))
  {
    points = losslandscape::topology::FindCriticalPoints(landscape.Field(), options, execution);
  }
  vtkPolyData* output = vtkPolyData::GetData(outputs, 0);
  losslandscape::AddVertices(output, points, &CriticalPoint::Position);
  AddPointArrays(points, output->GetPointData());
}

void vtkLandscapeCriticalPoints::PrintSelf(ostream& os, vtkIndent indent)
{
  this->Superclass::PrintSelf(os, indent);
  os << indent << "PersistenceThreshold: " << this->PersistenceThreshold << "\n";
  os << indent << "Relative: " << this->Relative << "\n";
  os << indent << "MaximumPairing: " << this->MaximumPairing << "\n";
  os << indent << "IncludeBoundary: " << this->IncludeBoundary << "\n";
  os << indent << "SubCell: " << this->SubCell << "\n";
  os << indent << "WindowRadius: " << this->WindowRadius << "\n";
}
