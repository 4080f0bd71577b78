// SPDX-License-Identifier: BSD-3-Clause
// Files of directions that loss-landscape (Li et al. 2018, arXiv 1712.09913) writes.
#ifndef losslandscape_Files_Hdf5_Hdf5Directions_h
#define losslandscape_Files_Hdf5_Hdf5Directions_h

#include "Core/Common/DenseArray.h"
#include "Core/Common/Progress.h"

#include <string>
#include <vector>

namespace losslandscape
{

/// The groups of the directions, in the order of axes.
const std::vector<std::string>& Hdf5DirectionNames();

/// A direction: its group and its tensors, one for each parameter of the network or one for each
/// entry of its state dict, in the network's order and without names.
struct Hdf5Direction
{
  std::string Name;
  std::vector<DenseArray> Tensors; ///< in double precision
};

/// Reads the directions in an HDF5 file: the group `xdirection`, and `ydirection` if there is one,
/// each with the datasets "0", "1", ... Throws Error naming file and dataset, and Aborted, as
/// ReadHdf5 does; also if there is no `xdirection`, or a dataset is missing.
std::vector<Hdf5Direction> ReadHdf5Directions(
  const std::string& path, const Progress& progress = {});

} // namespace losslandscape

#endif
