// SPDX-License-Identifier: BSD-3-Clause
#ifndef losslandscape_Sources_TrajectoryOutput_h
#define losslandscape_Sources_TrajectoryOutput_h

#include "Core/Engine/Evaluation/Trajectory.h"

#include <vector>

class vtkPolyData;

namespace losslandscape
{

/// Fills the Trajectory port of vtkLossLandscapeSource: a vertex for each checkpoint, a polyline
/// for each run of two or more, and the point arrays, which have no tuples if there are no points.
void FillTrajectory(const std::vector<TrajectoryPoint>& trajectory, vtkPolyData* output);

} // namespace losslandscape

#endif
