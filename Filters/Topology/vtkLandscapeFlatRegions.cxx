// SPDX-License-Identifier: BSD-3-Clause
#include "vtkLandscapeFlatRegions.h"

#include "Core/Mathematics/Topology/Flat/FlatRegions.h"
#include "LandscapeImage.h"
#include "OutputArrays.h"
#include "Pipeline/SettingRange.h"

#include "vtkDataSetAttributes.h"
#include "vtkDoubleArray.h"
#include "vtkIdTypeArray.h"
#include "vtkImageData.h"
#include "vtkInformation.h"
#include "vtkInformationVector.h"
#include "vtkObjectFactory.h"
#include "vtkTable.h"
#include "vtkUnsignedCharArray.h"

#include <numeric>

namespace
{

using losslandscape::AddColumn;
using losslandscape::LandscapeImage;
using losslandscape::topology::FlatRegion;
using losslandscape::topology::FlatRegions;
using losslandscape::topology::ScalarField;

void AddMinima(
  const std::vector<FlatRegion>& regions, const ScalarField& field, vtkFieldData* columns)
{
  std::vector<vtkIdType> numbers(regions.size());
  std::iota(numbers.begin(), numbers.end(), 0);
  AddColumn<vtkIdTypeArray>(columns, "region", numbers, [](vtkIdType number) { return number; });
  AddColumn<vtkIdTypeArray>(columns, "vertex_id", regions, &FlatRegion::Minimum);
  const char* const names[] = { "x", "y", "z" };
  for (int axis = 0; axis < 3; ++axis)
  {
    AddColumn<vtkDoubleArray>(columns, names[axis], regions,
      [&](const FlatRegion& region) { return field.Position(region.Minimum)[axis]; });
  }
  AddColumn<vtkDoubleArray>(columns, "minimum", regions, &FlatRegion::MinimumValue);
  AddColumn<vtkDoubleArray>(columns, "level", regions, &FlatRegion::Level);
  AddColumn<vtkDoubleArray>(columns, "persistence", regions, &FlatRegion::Persistence);
}

void AddSizes(const std::vector<FlatRegion>& regions, vtkFieldData* columns)
{
  AddColumn<vtkIdTypeArray>(columns, "number_of_points", regions, &FlatRegion::NumberOfPoints);
  AddColumn<vtkIdTypeArray>(columns, "minima_inside", regions, &FlatRegion::MinimaInside);
  AddColumn<vtkDoubleArray>(columns, "measure", regions, &FlatRegion::Measure);
  AddColumn<vtkDoubleArray>(columns, "equivalent_radius", regions, &FlatRegion::EquivalentRadius);
  AddColumn<vtkDoubleArray>(columns, "inscribed_radius", regions, &FlatRegion::InscribedRadius);
}

void AddShapes(const std::vector<FlatRegion>& regions, vtkFieldData* columns)
{
  AddColumn<vtkDoubleArray>(columns, "centroid", regions, &FlatRegion::Centroid);
  AddColumn<vtkDoubleArray>(columns, "semi_axes", regions, &FlatRegion::SemiAxes);
  const char* const names[] = { "axis_1", "axis_2", "axis_3" };
  for (int axis = 0; axis < 3; ++axis)
  {
    AddColumn<vtkDoubleArray>(columns, names[axis], regions,
      [axis](const FlatRegion& region) { return region.Axes[axis]; });
  }
  AddColumn<vtkDoubleArray>(columns, "axis_ratio", regions, &FlatRegion::AxisRatio);
  AddColumn<vtkUnsignedCharArray>(columns, "touches_border", regions, &FlatRegion::TouchesBorder);
}

} // namespace

vtkStandardNewMacro(vtkLandscapeFlatRegions);

vtkLandscapeFlatRegions::vtkLandscapeFlatRegions()
{
  this->SetNumberOfOutputPorts(2);
}

vtkLandscapeFlatRegions::~vtkLandscapeFlatRegions() = default;

int vtkLandscapeFlatRegions::FillOutputPortInformation(int port, vtkInformation* info)
{
  info->Set(vtkDataObject::DATA_TYPE_NAME(), port == 0 ? "vtkImageData" : "vtkTable");
  return 1;
}

void vtkLandscapeFlatRegions::Compute(const LandscapeImage& landscape,
  const losslandscape::Execution& execution, vtkInformationVector* outputs)
{
  losslandscape::topology::FlatRegionOptions options;
  options.Mode = static_cast<losslandscape::topology::FlatTolerance>(losslandscape::InRange<int>(
    "ToleranceMode", this->ToleranceMode, ABSOLUTE_TOLERANCE, UNTIL_SADDLE));
  options.Tolerance = losslandscape::InRange("Tolerance", this->Tolerance, 0.0, VTK_DOUBLE_MAX);
  options.PersistenceThreshold =
    losslandscape::InRange("PersistenceThreshold", this->PersistenceThreshold, 0.0, VTK_DOUBLE_MAX);
  options.Relative = this->Relative != 0;
  const FlatRegions found =
    losslandscape::topology::FindFlatRegions(landscape.Field(), options, execution);

  vtkImageData* image = vtkImageData::GetData(outputs, 0);
  StartImage(landscape, outputs->GetInformationObject(0), false, image);
  losslandscape::AddPart<vtkIdTypeArray>(landscape, image, "region", 1, found.Labels);

  const std::vector<FlatRegion> none;
  const auto& rows = Owns(landscape, outputs->GetInformationObject(1)) ? found.Regions : none;
  vtkFieldData* columns = vtkTable::GetData(outputs, 1)->GetRowData();
  AddMinima(rows, landscape.Field(), columns);
  AddSizes(rows, columns);
  AddShapes(rows, columns);
}

void vtkLandscapeFlatRegions::PrintSelf(ostream& os, vtkIndent indent)
{
  this->Superclass::PrintSelf(os, indent);
  os << indent << "ToleranceMode: " << this->ToleranceMode << "\n";
  os << indent << "Tolerance: " << this->Tolerance << "\n";
  os << indent << "PersistenceThreshold: " << this->PersistenceThreshold << "\n";
  os << indent << "Relative: " << this->Relative << "\n";
}
