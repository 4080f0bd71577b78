// SPDX-License-Identifier: BSD-3-Clause
#ifndef losslandscape_Files_Landscapes_ArrayLandscape_h
#define losslandscape_Files_Landscapes_ArrayLandscape_h

#include "Core/Common/DenseArray.h"
#include "Core/Files/Landscapes/GridCoordinates.h"
#include "Core/Files/Landscapes/SampledLandscape.h"

#include <array>

namespace losslandscape
{

/// The range in which landscapes are drawn unless one is given.
constexpr std::array<double, 6> DefaultBounds = { -1.0, 1.0, -1.0, 1.0, -1.0, 1.0 };

struct ArrayLandscapeOptions
{
  ArrayOrder Order = ArrayOrder::Automatic;
  /// Whether -1 stands for a value that was not computed; see ReplaceNotComputed.
  bool MinusOneIsNotComputed = true;
  /// {xmin, xmax, ymin, ymax, zmin, zmax} of the grid, for files without coordinates.
  std::array<double, 6> Bounds = DefaultBounds;
};

/// Makes a landscape of the arrays that a file (HDF5, NumPy) holds: coordinates as FindCoordinates
/// finds them, and every array with one value per point. The first of `train_loss`, `loss`,
/// `losses`, `loss_vals`, `loss_surface`, `Z`, `z` becomes `loss`, the first of `train_acc`,
/// `accuracy`, `accuracies`, `acc` becomes `accuracy`; the others keep their names. Where none is
/// there, the first of `tr_loss`, `training_loss`, `te_loss`, `test_loss`, `val_loss` is repeated
/// as `loss`, and the accuracy of the same split as `accuracy`. An array `evaluated` says where
/// values are not interpolated.
///
/// **Grids that are not square.** loss-landscape makes an array of shape (nx, ny), but fills it in
/// the order of numpy.meshgrid(x, y), whose shape is (ny, nx): value k of the flattened array
/// belongs to x[k % nx] and y[k / nx]. With nx = ny that is array[iy][ix]. With nx != ny the
/// declared shape is wrong and only the flat order counts, which is why that program's own plots of
/// such files fail. Programs that write (ny, nx) have the same flat order. So for `xcoordinates`
/// Automatic takes x as the fastest index whatever the shape says. Other coordinates may have an
/// order of their own, see FindCoordinates. For all others a shape (nx, ny) means array[x][y], the
/// order of the loop `for i, x: for j, y: loss[i, j]`, and flat arrays have x fastest. Where the
/// shape leaves room for the other order (nx = ny, flat arrays) a warning says so.
///
/// Points whose loss is NaN or not computed are Missing. An accuracy that is computed nowhere is
/// left out. Throws Error if there are no coordinates or no values, or coordinates are not uniform.
SampledLandscape LandscapeFromArrays(
  const NamedArrays& arrays, const ArrayLandscapeOptions& options);

/// Makes a landscape of arrays on a known grid, as LandscapeFromArrays does. Of the coordinates,
/// the names of the arrays that hold them and the order of values count.
SampledLandscape LandscapeOnGrid(const Grid& grid, const NamedArrays& arrays,
  const GridCoordinates& coordinates, const ArrayLandscapeOptions& options);

/// True if there are coordinates and something else among the names of arrays in a file.
bool NamesLookLikeLandscape(const std::vector<std::string>& names);

/// The arrays of this landscape as loss-landscape's programs look for them: of shape (ny, nx), with
/// `loss` as `train_loss`, `accuracy` as `train_acc`, and -1 in both where points are missing. If
/// there is no accuracy, `train_acc` is -1 everywhere, since these programs demand one.
NamedArrays ArraysFromLandscape(const SampledLandscape& landscape);

} // namespace losslandscape

#endif
