// SPDX-License-Identifier: BSD-3-Clause
#ifndef losslandscape_Files_Hdf5_Hdf5Landscape_h
#define losslandscape_Files_Hdf5_Hdf5Landscape_h

#include "Core/Common/Progress.h"
#include "Core/Files/Landscapes/ArrayLandscape.h"
#include "Core/Files/Landscapes/SampledTrajectory.h"

#include <string>

namespace losslandscape
{

/// True if the names of the datasets are those of a landscape; reads no data.
bool IsHdf5Landscape(const std::string& path);

/// Reads the landscape in the root group of an HDF5 file, see LandscapeFromArrays. Throws Error
/// naming the file.
SampledLandscape ReadHdf5Landscape(
  const std::string& path, const ArrayLandscapeOptions& options, const Progress& progress = {});

/// True if the file has the dataset that marks a projected trajectory; reads no data.
bool IsHdf5Trajectory(const std::string& path);

/// Reads the trajectory in the root group of an HDF5 file, see TrajectoryFromArrays. Throws Error
/// naming the file.
SampledTrajectory ReadHdf5Trajectory(const std::string& path, const Progress& progress = {});

} // namespace losslandscape

#endif
