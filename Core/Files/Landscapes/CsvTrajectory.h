// SPDX-License-Identifier: BSD-3-Clause
#ifndef losslandscape_Files_Landscapes_CsvTrajectory_h
#define losslandscape_Files_Landscapes_CsvTrajectory_h

#include "Core/Files/Landscapes/SampledTrajectory.h"

namespace losslandscape
{

/// True if the beginning of a text file looks like a trajectory and hardly like anything else: it
/// has two or three columns of numbers without header, or a header with the coordinates (see
/// ReadCsvTrajectory) and beside them nothing but `loss`, `plane_loss` and `epoch`.
bool IsCsvTrajectory(const std::string& path);

/// Reads a trajectory from a text file with a point per line, columns separated by commas,
/// semicolons, tabs or spaces. Without header the columns are x, y and, if there is a third,
/// `loss`. With header (also behind a `#`, as numpy.savetxt writes it) the coordinates are the
/// columns `x` and `y`, or `alpha` and `beta`, `proj_xcoord` and `proj_ycoord`, `pc1` and `pc2`, in
/// upper or lower case; otherwise the first two of two or three. All other columns become arrays of
/// their names, with NaN for empty fields. Throws Error naming file, line and column.
SampledTrajectory ReadCsvTrajectory(const std::string& path);

} // namespace losslandscape

#endif
