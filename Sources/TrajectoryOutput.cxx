// SPDX-License-Identifier: BSD-3-Clause
#include "TrajectoryOutput.h"

#include "vtkCellArray.h"
#include "vtkDoubleArray.h"
#include "vtkIntArray.h"
#include "vtkNew.h"
#include "vtkPointData.h"
#include "vtkPoints.h"
#include "vtkPolyData.h"

namespace losslandscape
{
namespace
{

using Trajectory = std::vector<TrajectoryPoint>;

void AddPoints(const Trajectory& trajectory, vtkPolyData* output)
{
  vtkNew<vtkPoints> points;
  points->SetDataTypeToDouble();
  vtkNew<vtkCellArray> vertices;
  for (const auto& point : trajectory)
  {
    const vtkIdType id = points->InsertNextPoint(point.Coordinates.data());
    vertices->InsertNextCell(1, &id);
  }
  output->SetPoints(points);
  output->SetVerts(vertices);
}

/// A run of a single checkpoint has no line.
void AddLines(const Trajectory& trajectory, vtkPolyData* output)
{
  vtkNew<vtkCellArray> lines;
  std::vector<vtkIdType> line;
  for (std::size_t i = 0; i < trajectory.size(); ++i)
  {
    line.push_back(static_cast<vtkIdType>(i));
    if (i + 1 == trajectory.size() || trajectory[i + 1].Run != trajectory[i].Run)
    {
      if (line.size() > 1)
      {
        lines->InsertNextCell(static_cast<vtkIdType>(line.size()), line.data());
      }
      line.clear();
    }
  }
  output->SetLines(lines);
}

template <typename ArrayType, typename Get>
void AddArray(const Trajectory& trajectory, const char* name, vtkPolyData* output, Get&& get)
{
  vtkNew<ArrayType> array;
  array->SetName(name);
  for (const auto& point : trajectory)
  {
    array->InsertNextValue(get(point));
  }
  output->GetPointData()->AddArray(array);
}

} // namespace

void FillTrajectory(const Trajectory& trajectory, vtkPolyData* output)
{
  using Point = TrajectoryPoint;
  AddPoints(trajectory, output);
  AddLines(trajectory, output);
  AddArray<vtkDoubleArray>(
    trajectory, "epoch", output, [](const Point& point) { return point.Epoch; });
  AddArray<vtkIntArray>(trajectory, "run", output, [](const Point& point) { return point.Run; });
  AddArray<vtkDoubleArray>(
    trajectory, "loss", output, [](const Point& point) { return point.Own.Loss; });
  AddArray<vtkDoubleArray>(
    trajectory, "accuracy", output, [](const Point& point) { return point.Own.Accuracy; });
  AddArray<vtkDoubleArray>(
    trajectory, "plane_loss", output, [](const Point& point) { return point.PlaneLoss; });
  AddArray<vtkDoubleArray>(trajectory, "off_plane_distance", output,
    [](const Point& point) { return point.OffPlaneDistance; });
  AddArray<vtkDoubleArray>(trajectory, "relative_off_plane_distance", output,
    [](const Point& point) { return point.RelativeOffPlaneDistance; });
  output->GetPointData()->SetActiveScalars("plane_loss");
}

} // namespace losslandscape
