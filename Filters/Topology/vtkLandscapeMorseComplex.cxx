// SPDX-License-Identifier: BSD-3-Clause
#include "vtkLandscapeMorseComplex.h"

#include "Core/Topology/CriticalVertices.h"
#include "Core/Topology/MorseComplex.h"
#include "LandscapeImage.h"
#include "OutputArrays.h"

#include "vtkCellArray.h"
#include "vtkCellData.h"
#include "vtkDoubleArray.h"
#include "vtkIdTypeArray.h"
#include "vtkImageData.h"
#include "vtkInformation.h"
#include "vtkInformationVector.h"
#include "vtkIntArray.h"
#include "vtkObjectFactory.h"
#include "vtkPointData.h"
#include "vtkPoints.h"
#include "vtkPolyData.h"
#include "vtkUnsignedCharArray.h"

#include <cmath>

namespace
{

using losslandscape::AddColumn;
using losslandscape::LandscapeImage;
using losslandscape::topology::ComplexGeometry;
using losslandscape::topology::CriticalCell;
using losslandscape::topology::CriticalType;
using losslandscape::topology::MorseComplex;
using losslandscape::topology::ScalarField;
using losslandscape::topology::Separatrix;

/// The cells of the highest dimension are maxima, also where that is 2.
CriticalType TypeOf(const CriticalCell& cell, int dimension)
{
  return cell.Dimension == dimension ? CriticalType::Maximum
                                     : static_cast<CriticalType>(cell.Dimension);
}

void FillCriticalPoints(
  const MorseComplex& complex, const ScalarField& field, int dimension, vtkPolyData* output)
{
  const ComplexGeometry geometry(field);
  vtkNew<vtkPoints> positions;
  positions->SetDataTypeToDouble();
  vtkNew<vtkCellArray> vertices;
  for (const auto& cell : complex.CriticalCells)
  {
    const vtkIdType id = positions->InsertNextPoint(geometry.At(cell).Position.data());
    vertices->InsertNextCell(1, &id);
  }
  output->SetPoints(positions);
  output->SetVerts(vertices);

  vtkPointData* data = output->GetPointData();
  const auto& cells = complex.CriticalCells;
  AddColumn<vtkIdTypeArray>(data, "vertex_id", cells, &CriticalCell::Vertex);
  AddColumn<vtkDoubleArray>(
    data, "value", cells, [&](const CriticalCell& cell) { return field.Value(cell.Vertex); });
  AddColumn<vtkIntArray>(
    data, "type", cells, [dimension](const CriticalCell& cell) { return TypeOf(cell, dimension); });
  AddColumn<vtkIntArray>(data, "cell_dimension", cells, &CriticalCell::Dimension);
  AddColumn<vtkUnsignedCharArray>(data, "on_boundary", cells, &CriticalCell::OnBoundary);
  AddColumn<vtkDoubleArray>(data, "persistence", cells, &CriticalCell::Persistence);
}

/// Adds the line of a separatrix; returns its length.
double AddLine(const MorseComplex& complex, const Separatrix& path, const ComplexGeometry& geometry,
  vtkPoints* points, vtkCellArray* lines, vtkDoubleArray* values)
{
  double length = 0.0;
  losslandscape::topology::Vector3 last;
  bool isFirst = true;
  lines->InsertNextCell(static_cast<int>(geometry.NumberOfPoints(path)));
  geometry.VisitPoints(complex, path,
    [&](const ComplexGeometry::Point& point)
    {
      const auto& at = point.Position;
      length += isFirst ? 0.0 : std::hypot(at[0] - last[0], at[1] - last[1], at[2] - last[2]);
      last = at;
      isFirst = false;
      lines->InsertCellPoint(points->InsertNextPoint(at.data()));
      values->InsertNextValue(point.Value);
    });
  return length;
}

/// Adds all lines; returns their lengths.
std::vector<double> AddLines(
  const MorseComplex& complex, const ScalarField& field, vtkPolyData* output)
{
  const ComplexGeometry geometry(field);
  vtkNew<vtkPoints> points;
  points->SetDataTypeToDouble();
  vtkNew<vtkCellArray> lines;
  auto* values = losslandscape::AddArray<vtkDoubleArray>(output->GetPointData(), "value", 1, 0);
  std::vector<double> lengths;
  for (const auto& path : complex.Separatrices)
  {
    lengths.push_back(AddLine(complex, path, geometry, points, lines, values));
  }
  output->SetPoints(points);
  output->SetLines(lines);
  return lengths;
}

void FillSeparatrices(const MorseComplex& complex, const ScalarField& field, vtkPolyData* output)
{
  const auto lengths = AddLines(complex, field, output);
  const auto valueOf = [&](std::int64_t cell)
  { return field.Value(complex.CriticalCells[cell].Vertex); };
  vtkCellData* data = output->GetCellData();
  const auto& paths = complex.Separatrices;
  AddColumn<vtkUnsignedCharArray>(
    data, "ascending", paths, [](const Separatrix& path) { return path.Ascending; });
  AddColumn<vtkIdTypeArray>(data, "saddle_id", paths, &Separatrix::Saddle);
  AddColumn<vtkIdTypeArray>(data, "end_id", paths, &Separatrix::End);
  AddColumn<vtkDoubleArray>(
    data, "saddle_value", paths, [&](const Separatrix& path) { return valueOf(path.Saddle); });
  AddColumn<vtkDoubleArray>(
    data, "end_value", paths, [&](const Separatrix& path) { return valueOf(path.End); });
  AddColumn<vtkDoubleArray>(data, "length", lengths, [](double length) { return length; });
}

/// Of an image whose points all are cut out.
MorseComplex EmptyComplex(const LandscapeImage& landscape)
{
  MorseComplex complex;
  complex.DescendingManifold.assign(landscape.Field().NumberOfPoints(), -1);
  complex.AscendingManifold = complex.DescendingManifold;
  return complex;
}

} // namespace

vtkStandardNewMacro(vtkLandscapeMorseComplex);

vtkLandscapeMorseComplex::vtkLandscapeMorseComplex()
{
  this->SetNumberOfOutputPorts(3);
}

vtkLandscapeMorseComplex::~vtkLandscapeMorseComplex() = default;

int vtkLandscapeMorseComplex::FillOutputPortInformation(int port, vtkInformation* info)
{
  info->Set(vtkDataObject::DATA_TYPE_NAME(), port == 2 ? "vtkImageData" : "vtkPolyData");
  return 1;
}

void vtkLandscapeMorseComplex::Compute(const LandscapeImage& landscape,
  const losslandscape::Execution& execution, vtkInformationVector* outputs)
{
  losslandscape::topology::MorseComplexOptions options;
  options.PersistenceThreshold = this->PersistenceThreshold;
  options.Relative = this->Relative != 0;
  const MorseComplex complex = landscape.HasDomain()
    ? losslandscape::topology::ComputeMorseComplex(landscape.Field(), options, execution)
    : EmptyComplex(landscape);

  const MorseComplex none;
  const auto ownedBy = [&](int port) -> const MorseComplex&
  { return Owns(landscape, outputs->GetInformationObject(port)) ? complex : none; };
  const ScalarField& field = landscape.Field();
  FillCriticalPoints(ownedBy(0), field, landscape.Dimension(), vtkPolyData::GetData(outputs, 0));
  FillSeparatrices(ownedBy(1), field, vtkPolyData::GetData(outputs, 1));

  vtkImageData* segmentation = vtkImageData::GetData(outputs, 2);
  StartImage(landscape, outputs->GetInformationObject(2), false, segmentation);
  losslandscape::AddPart<vtkIdTypeArray>(
    landscape, segmentation, "descending_manifold", 1, complex.DescendingManifold);
  losslandscape::AddPart<vtkIdTypeArray>(
    landscape, segmentation, "ascending_manifold", 1, complex.AscendingManifold);
}

void vtkLandscapeMorseComplex::PrintSelf(ostream& os, vtkIndent indent)
{
  this->Superclass::PrintSelf(os, indent);
  os << indent << "PersistenceThreshold: " << this->PersistenceThreshold << "\n";
  os << indent << "Relative: " << this->Relative << "\n";
}
