// SPDX-License-Identifier: BSD-3-Clause
#ifndef losslandscape_Files_Landscapes_ArrayLandscape_h
#define losslandscape_Files_Landscapes_ArrayLandscape_h

#include "Core/Common/DenseArray.h"
#include "Core/Files/Landscapes/GridCoordinates.h"
#include "Core/Files/Landscapes/SampledLandscape.h"

namespace losslandscape
{

struct ArrayLandscapeOptions
{
  ArrayOrder Order = ArrayOrder::Automatic;
  /// -1 stands for a value that was not computed; see ReplaceNotComputed.
  bool MinusOneIsNotComputed = true;
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
/// Automatic takes x as the fastest index whatever the shape says; for other coordinates a shape
/// (nx, ny) means array[x][y], the order of the loop `for i, x: for j, y: loss[i, j]`, and flat
/// arrays have x fastest. Where the shape leaves room for the other order (nx = ny, flat arrays) a
/// warning says so.
///
/// Points whose loss is NaN or not computed are Missing. Throws Error: no coordinates, no values,
/// coordinates that are not uniform.
SampledLandscape LandscapeFromArrays(
  const NamedArrays& arrays, const ArrayLandscapeOptions& options);

/// True if there are coordinates and something else among the names of arrays in a file.
bool NamesLookLikeLandscape(const std::vector<std::string>& names);

/// The arrays in which loss-landscape's programs look for this landscape: shape (ny, nx), `loss` as
/// `train_loss`, `accuracy` as `train_acc`, -1 in both where points are missing. That program
/// demands an accuracy: without one it is -1 everywhere.
NamedArrays ArraysFromLandscape(const SampledLandscape& landscape);

} // namespace losslandscape

#endif
