// SPDX-License-Identifier: BSD-3-Clause
#ifndef losslandscape_Sources_TrajectoryOutput_h
#define losslandscape_Sources_TrajectoryOutput_h

#include "Core/Engine/Evaluation/Trajectory.h"

#include <vector>

class vtkPolyData;

namespace losslandscape
{

/// A vertex for each checkpoint, a polyline for each run, and the point arrays of the Trajectory
/// port; arrays without tuples if there is no point.
void FillTrajectory(const std::vector<TrajectoryPoint>& trajectory, vtkPolyData* output);

} // namespace losslandscape

#endif
