// SPDX-License-Identifier: BSD-3-Clause
#include "vtkLandscapeMorseComplex.h"

#include "Core/Mathematics/Topology/Critical/CriticalVertices.h"
#include "Core/Mathematics/Topology/Morse/MorseComplex.h"
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
#include "vtkSmartPointer.h"
#include "vtkUnsignedCharArray.h"

#include <algorithm>
#include <cmath>
#include <numeric>

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

/// The array `type`. Critical cells of the image's dimension are maxima; those of lower dimensions
/// have their dimension as type.
CriticalType TypeOf(const CriticalCell& cell, int dimension)
{
  return cell.Dimension == dimension ? CriticalType::Maximum
                                     : static_cast<CriticalType>(cell.Dimension);
}

void FillCriticalPoints(
  const MorseComplex& complex, const ScalarField& field, int dimension, vtkPolyData* output)
{
  const ComplexGeometry geometry(field);
  losslandscape::AddVertices(output, complex.CriticalCells,
    [&](const CriticalCell& cell) { return geometry.At(cell).Position; });

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

/// The index of the first point of each line, and at the end the number of all points.
std::vector<std::int64_t> FirstPoints(const MorseComplex& complex, const ComplexGeometry& geometry)
{
  std::vector<std::int64_t> first(1, 0);
  first.reserve(complex.Separatrices.size() + 1);
  for (const auto& path : complex.Separatrices)
  {
    first.push_back(first.back() + geometry.NumberOfPoints(path));
  }
  return first;
}

/// Writes the points of a line and their values; returns its length.
double WriteLine(const MorseComplex& complex, const Separatrix& path,
  const ComplexGeometry& geometry, double* positions, double* values)
{
  double length = 0.0;
  const double* last = nullptr;
  geometry.VisitPoints(complex, path,
    [&](const ComplexGeometry::Point& point)
    {
      std::copy(point.Position.begin(), point.Position.end(), positions);
      *values++ = point.Value;
      length += last
        ? std::hypot(positions[0] - last[0], positions[1] - last[1], positions[2] - last[2])
        : 0.0;
      last = positions;
      positions += 3;
    });
  return length;
}

/// Lines through consecutive points; `first` as FirstPoints returns it.
vtkSmartPointer<vtkCellArray> MakeLines(const std::vector<std::int64_t>& first)
{
  vtkNew<vtkIdTypeArray> offsets;
  offsets->SetNumberOfValues(static_cast<vtkIdType>(first.size()));
  std::copy(first.begin(), first.end(), offsets->GetPointer(0));
  vtkNew<vtkIdTypeArray> points;
  points->SetNumberOfValues(first.back());
  std::iota(points->GetPointer(0), points->GetPointer(0) + first.back(), 0);
  auto lines = vtkSmartPointer<vtkCellArray>::New();
  lines->SetData(offsets, points);
  return lines;
}

/// Adds all lines; returns their lengths.
std::vector<double> AddLines(const MorseComplex& complex, const ScalarField& field,
  const losslandscape::Execution& execution, vtkPolyData* output)
{
  constexpr std::int64_t Grain = 256;
  const ComplexGeometry geometry(field);
  const auto first = FirstPoints(complex, geometry);
  vtkNew<vtkDoubleArray> positions;
  positions->SetNumberOfComponents(3);
  positions->SetNumberOfTuples(first.back());
  auto* values =
    losslandscape::AddArray<vtkDoubleArray>(output->GetPointData(), "value", 1, first.back());
  std::vector<double> lengths(complex.Separatrices.size());
  losslandscape::ParallelFor(static_cast<std::int64_t>(lengths.size()), Grain, execution,
    [&](std::int64_t begin, std::int64_t end)
    {
      for (std::int64_t i = begin; i < end; ++i)
      {
        lengths[i] = WriteLine(complex, complex.Separatrices[i], geometry,
          positions->GetPointer(3 * first[i]), values->GetPointer(first[i]));
      }
    });
  vtkNew<vtkPoints> points;
  points->SetData(positions);
  output->SetPoints(points);
  output->SetLines(MakeLines(first));
  return lengths;
}

void FillSeparatrices(const MorseComplex& complex, const ScalarField& field,
  const losslandscape::Execution& execution, vtkPolyData* output)
{
  const auto lengths = AddLines(complex, field, execution, output);
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
  const MorseComplex complex = losslandscape::topology::ComputeMorseComplex(
    landscape.Field(), options, execution.Part(0.0, 0.7));
  const MorseComplex none;
  const auto ownedBy = [&](int port) -> const MorseComplex&
  { return Owns(landscape, outputs->GetInformationObject(port)) ? complex : none; };
  const ScalarField& field = landscape.Field();
  FillCriticalPoints(ownedBy(0), field, landscape.Dimension(), vtkPolyData::GetData(outputs, 0));
  FillSeparatrices(ownedBy(1), field, execution.Part(0.7, 1.0), vtkPolyData::GetData(outputs, 1));

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
