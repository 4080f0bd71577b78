// SPDX-License-Identifier: BSD-3-Clause
#include "ConnectivityOutput.h"

#include "Pipeline/OutputArrays.h"

#include "vtkCellArray.h"
#include "vtkCellData.h"
#include "vtkDataSetAttributes.h"
#include "vtkDoubleArray.h"
#include "vtkIntArray.h"
#include "vtkNew.h"
#include "vtkPointData.h"
#include "vtkPoints.h"
#include "vtkPolyData.h"
#include "vtkTable.h"
#include "vtkUnsignedCharArray.h"

namespace losslandscape
{
namespace
{

using Path = std::vector<PathPoint>;

void AddPolyline(const Path& path, vtkPoints* points, vtkCellArray* lines)
{
  lines->InsertNextCell(static_cast<vtkIdType>(path.size()));
  for (const auto& point : path)
  {
    lines->InsertCellPoint(points->InsertNextPoint(point.Coordinates.data()));
  }
}

/// Adds both polylines and the cell array `curve`, which is 1 for the curve and 0 for the straight
/// line.
void AddPolylines(const BezierPath& path, vtkPolyData* output)
{
  vtkNew<vtkPoints> points;
  points->SetDataTypeToDouble();
  vtkNew<vtkCellArray> lines;
  std::vector<unsigned char> isCurve;
  if (!path.Curve.empty())
  {
    AddPolyline(path.Curve, points, lines);
    AddPolyline(path.Line, points, lines);
    isCurve = { 1, 0 };
  }
  output->SetPoints(points);
  output->SetLines(lines);
  AddValues<vtkUnsignedCharArray>(output->GetCellData(), "curve", isCurve);
}

} // namespace

void FillCurve(const BezierPath& path, vtkPolyData* output)
{
  AddPolylines(path, output);
  Path points = path.Curve;
  points.insert(points.end(), path.Line.begin(), path.Line.end());
  vtkFieldData* data = output->GetPointData();
  AddColumn<vtkDoubleArray>(data, "t", points, &PathPoint::Parameter);
  AddColumn<vtkDoubleArray>(
    data, "loss", points, [](const PathPoint& point) { return point.Value.Loss; });
  AddColumn<vtkDoubleArray>(
    data, "accuracy", points, [](const PathPoint& point) { return point.Value.Accuracy; });
  AddColumn<vtkDoubleArray>(data, "loss_standard_error", points,
    [](const PathPoint& point) { return point.Value.StandardError; });
  AddColumn<vtkDoubleArray>(data, "path_loss_excess", points, &PathPoint::Excess);
  output->GetPointData()->SetActiveScalars("loss");
}

void FillTraining(const std::vector<BendEpoch>& epochs, vtkTable* output)
{
  vtkFieldData* rows = output->GetRowData();
  AddColumn<vtkIntArray>(rows, "epoch", epochs, &BendEpoch::Epoch);
  AddColumn<vtkDoubleArray>(rows, "train_loss", epochs, &BendEpoch::TrainLoss);
  AddColumn<vtkDoubleArray>(rows, "learning_rate", epochs, &BendEpoch::LearningRate);
}

} // namespace losslandscape
