// SPDX-License-Identifier: BSD-3-Clause
#include "TrajectoryOutput.h"

#include "Pipeline/OutputArrays.h"

#include "vtkCellArray.h"
#include "vtkDoubleArray.h"
#include "vtkIntArray.h"
#include "vtkNew.h"
#include "vtkPointData.h"
#include "vtkPolyData.h"

namespace losslandscape
{
namespace
{

using Trajectory = std::vector<TrajectoryPoint>;

/// Adds a polyline for each run. A run of a single checkpoint has none.
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

} // namespace

void FillTrajectory(const Trajectory& trajectory, vtkPolyData* output)
{
  using Point = TrajectoryPoint;
  AddVertices(output, trajectory, &Point::Coordinates);
  AddLines(trajectory, output);
  vtkFieldData* data = output->GetPointData();
  AddColumn<vtkDoubleArray>(data, "epoch", trajectory, &Point::Epoch);
  AddColumn<vtkIntArray>(data, "run", trajectory, &Point::Run);
  AddColumn<vtkDoubleArray>(
    data, "loss", trajectory, [](const Point& point) { return point.Own.Loss; });
  AddColumn<vtkDoubleArray>(
    data, "accuracy", trajectory, [](const Point& point) { return point.Own.Accuracy; });
  AddColumn<vtkDoubleArray>(data, "plane_loss", trajectory, &Point::PlaneLoss);
  AddColumn<vtkDoubleArray>(data, "off_plane_distance", trajectory, &Point::OffPlaneDistance);
  AddColumn<vtkDoubleArray>(
    data, "relative_off_plane_distance", trajectory, &Point::RelativeOffPlaneDistance);
  output->GetPointData()->SetActiveScalars("plane_loss");
}

} // namespace losslandscape
