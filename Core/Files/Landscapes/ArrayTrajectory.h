// SPDX-License-Identifier: BSD-3-Clause
#ifndef losslandscape_Files_Landscapes_ArrayTrajectory_h
#define losslandscape_Files_Landscapes_ArrayTrajectory_h

#include "Core/Common/DenseArray.h"
#include "Core/Files/Landscapes/SampledTrajectory.h"

namespace losslandscape
{

/// Name of the array that marks a file of loss-landscape as a projected trajectory.
constexpr const char* TrajectoryMark = "proj_xcoord";

/// Makes a trajectory of the arrays that loss-landscape writes when it projects one onto a plane:
/// `proj_xcoord` and `proj_ycoord`, with further arrays of that length. Throws Error if these two
/// are missing or differ in length.
SampledTrajectory TrajectoryFromArrays(const NamedArrays& arrays);

} // namespace losslandscape

#endif
