// SPDX-License-Identifier: BSD-3-Clause
#ifndef losslandscape_Files_Landscapes_UniformAxis_h
#define losslandscape_Files_Landscapes_UniformAxis_h

#include "Core/Common/Grid.h"

#include <string>
#include <vector>

namespace losslandscape
{

/// How far a coordinate may lie from its place on a uniform axis, as a share of the axis's length.
/// This is enough for coordinates stored in single precision.
constexpr double AxisTolerance = 1e-6;

/// Throws Error naming the axis unless the coordinates are finite, increase, and are uniform within
/// AxisTolerance.
void CheckUniformAxis(const std::string& name, const std::vector<double>& coordinates);

/// Makes the grid with these coordinates (one to three axes). Throws Error where CheckUniformAxis
/// or the constructor of Grid does.
Grid MakeGrid(
  const std::vector<std::string>& names, const std::vector<std::vector<double>>& coordinates);

} // namespace losslandscape

#endif
