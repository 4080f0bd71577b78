// SPDX-License-Identifier: BSD-3-Clause
#include "vtkLandscapePersistence.h"

#include "Core/Mathematics/Topology/Critical/Persistence.h"
#include "LandscapeImage.h"
#include "OutputArrays.h"

#include "vtkCellArray.h"
#include "vtkCellData.h"
#include "vtkDataSetAttributes.h"
#include "vtkDoubleArray.h"
#include "vtkIdTypeArray.h"
#include "vtkInformation.h"
#include "vtkInformationVector.h"
#include "vtkIntArray.h"
#include "vtkObjectFactory.h"
#include "vtkPoints.h"
#include "vtkPolyData.h"
#include "vtkTable.h"
#include "vtkUnsignedCharArray.h"

#include <limits>

namespace
{

using losslandscape::AddColumn;
using losslandscape::topology::PersistencePair;
using losslandscape::topology::ScalarField;

constexpr int DiagonalType = -1;

/// One line of the diagram with its cell arrays, which is also one row of the table.
struct Line
{
  int Type;
  double Persistence;
  bool IsFinite;
  vtkIdType BirthVertex;
  vtkIdType DeathVertex;
  double Birth;
  double Death;
};

Line LineOf(const PersistencePair& pair, const ScalarField& field)
{
  const double persistence =
    pair.Finite ? pair.Persistence : std::numeric_limits<double>::infinity();
  return { pair.Dimension, persistence, pair.Finite, pair.Birth, pair.Death,
    field.Value(pair.Birth), field.Value(pair.Death) };
}

Line Diagonal(const ScalarField& field)
{
  return { DiagonalType, 0.0, true, -1, -1, field.Minimum(), field.Maximum() };
}

void AddLines(const std::vector<Line>& lines, vtkPolyData* diagram)
{
  vtkNew<vtkPoints> points;
  points->SetDataTypeToDouble();
  vtkNew<vtkCellArray> cells;
  for (const auto& line : lines)
  {
    const double foot = line.Birth;
    const double head = line.Type == DiagonalType ? line.Death : line.Birth;
    const vtkIdType ends[2] = { points->InsertNextPoint(foot, foot, 0.0),
      points->InsertNextPoint(head, line.Death, 0.0) };
    cells->InsertNextCell(2, ends);
  }
  diagram->SetPoints(points);
  diagram->SetLines(cells);
}

void AddArrays(const std::vector<Line>& lines, vtkFieldData* fields)
{
  AddColumn<vtkIntArray>(fields, "pair_type", lines, &Line::Type);
  AddColumn<vtkDoubleArray>(fields, "persistence", lines, &Line::Persistence);
  AddColumn<vtkUnsignedCharArray>(fields, "is_finite", lines, &Line::IsFinite);
  AddColumn<vtkIdTypeArray>(fields, "birth_vertex", lines, &Line::BirthVertex);
  AddColumn<vtkIdTypeArray>(fields, "death_vertex", lines, &Line::DeathVertex);
  AddColumn<vtkDoubleArray>(fields, "birth", lines, &Line::Birth);
  AddColumn<vtkDoubleArray>(fields, "death", lines, &Line::Death);
}

} // namespace

vtkStandardNewMacro(vtkLandscapePersistence);

vtkLandscapePersistence::vtkLandscapePersistence()
{
  this->SetNumberOfOutputPorts(2);
}

vtkLandscapePersistence::~vtkLandscapePersistence() = default;

int vtkLandscapePersistence::FillOutputPortInformation(int port, vtkInformation* info)
{
  info->Set(vtkDataObject::DATA_TYPE_NAME(), port == 0 ? "vtkPolyData" : "vtkTable");
  return 1;
}

void vtkLandscapePersistence::Compute(const losslandscape::LandscapeImage& landscape,
  const losslandscape::Execution& execution, vtkInformationVector* outputs)
{
  namespace topology = losslandscape::topology;
  const ScalarField& field = landscape.Field();
  const bool drawn = Owns(landscape, outputs->GetInformationObject(0));
  const bool listed = Owns(landscape, outputs->GetInformationObject(1));
  std::vector<Line> lines;
  if (drawn || listed)
  {
    const double threshold =
      topology::AbsoluteThreshold(field, this->PersistenceThreshold, this->Relative != 0);
    const auto pairing = static_cast<topology::MaximumPairing>(this->MaximumPairing);
    for (const auto& pair : topology::ComputePersistence(field, pairing, execution))
    {
      if (!pair.Finite || pair.Persistence >= threshold)
      {
        lines.push_back(LineOf(pair, field));
      }
    }
  }
  const std::vector<Line> none;
  AddArrays(listed ? lines : none, vtkTable::GetData(outputs, 1)->GetRowData());
  if (drawn)
  {
    lines.push_back(Diagonal(field));
  }
  vtkPolyData* diagram = vtkPolyData::GetData(outputs, 0);
  AddLines(drawn ? lines : none, diagram);
  AddArrays(drawn ? lines : none, diagram->GetCellData());
}

void vtkLandscapePersistence::PrintSelf(ostream& os, vtkIndent indent)
{
  this->Superclass::PrintSelf(os, indent);
  os << indent << "PersistenceThreshold: " << this->PersistenceThreshold << "\n";
  os << indent << "Relative: " << this->Relative << "\n";
  os << indent << "MaximumPairing: " << this->MaximumPairing << "\n";
}
