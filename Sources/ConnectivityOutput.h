// SPDX-License-Identifier: BSD-3-Clause
#ifndef losslandscape_Sources_ConnectivityOutput_h
#define losslandscape_Sources_ConnectivityOutput_h

#include "Core/Engine/Studies/Connectivity/BezierPath.h"

#include <vector>

class vtkPolyData;
class vtkTable;

namespace losslandscape
{

/// The polylines and arrays of the Curve port: first the curve, then the straight line; arrays
/// without tuples if there are no points.
void FillCurve(const BezierPath& path, vtkPolyData* output);

/// The columns of the Training port.
void FillTraining(const std::vector<BendEpoch>& epochs, vtkTable* output);

} // namespace losslandscape

#endif
