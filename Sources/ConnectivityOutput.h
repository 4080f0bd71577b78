// SPDX-License-Identifier: BSD-3-Clause
#ifndef losslandscape_Sources_ConnectivityOutput_h
#define losslandscape_Sources_ConnectivityOutput_h

#include "Core/Engine/Studies/Connectivity/BezierPath.h"

#include <vector>

class vtkPolyData;
class vtkTable;

namespace losslandscape
{

/// Fills the Curve port of vtkModeConnectivitySource: first the curve, then the straight line. A
/// path without points gives all arrays, without tuples.
void FillCurve(const BezierPath& path, vtkPolyData* output);

/// Fills the Training port of vtkModeConnectivitySource, a row for each epoch.
void FillTraining(const std::vector<BendEpoch>& epochs, vtkTable* output);

} // namespace losslandscape

#endif
