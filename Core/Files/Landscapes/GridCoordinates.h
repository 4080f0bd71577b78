// SPDX-License-Identifier: BSD-3-Clause
#ifndef losslandscape_Files_Landscapes_GridCoordinates_h
#define losslandscape_Files_Landscapes_GridCoordinates_h

#include "Core/Common/DenseArray.h"

#include <string>
#include <vector>

namespace losslandscape
{

/// The order in which an array holds the values of a grid.
enum class ArrayOrder
{
  Automatic, ///< as the program that wrote the file does; see GridCoordinates
  XFastest,  ///< the x index changes fastest: array[y][x]
  XSlowest   ///< the x index changes slowest: array[x][y]
};

/// Coordinates of a grid found among the arrays of a file.
struct GridCoordinates
{
  std::vector<std::string> Names;        ///< names of the axes, for messages
  std::vector<std::vector<double>> Axes; ///< coordinates along each of one to three axes
  std::vector<std::string> Used;         ///< names of the arrays that hold them
  /// The order of values that belongs to such coordinates. Automatic if only the shape of the
  /// values tells it.
  ArrayOrder Order = ArrayOrder::Automatic;
  /// Whether the file has no coordinates and the lengths of the axes were taken from the values'
  /// shape, which then tells nothing of their order.
  bool AreAssumed = false;
};

/// The names of arrays that may hold coordinates and thus mark a file as a landscape. Each list is
/// one possibility, of which the first name must be there.
const std::vector<std::vector<std::string>>& CoordinateNames();

/// Looks for coordinates among the arrays, under the following names and in this order:
/// - `xcoordinates`, `ycoordinates`, `zcoordinates`: the program loss-landscape. It evaluates the
///   points with x fastest, whatever shape it then gives the array (see ArrayLandscape.h).
/// - `coordinates`: a row per axis, as Landscaper writes it, whose loss[i][j] belongs to
///   coordinates[0][i] and coordinates[1][j]; or a single axis.
/// - `x`, `y`, `z`; `X`, `Y`; `alpha`, `beta`, `gamma`; `alphas`, `betas`, `gammas`; `xs`, `ys`,
///   `zs`: an axis each, or two arrays of numpy.meshgrid, which tell the order themselves. An array
///   `grid` of shape (n, m, 2) beside two axes holds the place of each point, as
///   dnn-mode-connectivity writes it: it gives the true coordinates, and tells the order too.
///
/// Throws Error if there are none, or if they contradict each other.
GridCoordinates FindCoordinates(const NamedArrays& arrays);

/// The array of that name, or null.
const DenseArray* FindDense(const NamedArrays& arrays, const std::string& name);

} // namespace losslandscape

#endif
