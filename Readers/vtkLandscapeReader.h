// SPDX-License-Identifier: BSD-3-Clause
/**
 * @class   vtkLandscapeReader
 * @brief   reads loss landscapes that other programs have written: HDF5, NumPy archives, PLY
 *
 * For those who have landscapes already. Three kinds of files, told apart by content:
 * - HDF5 of tomgoldstein/loss-landscape: `xcoordinates`, `ycoordinates` (none in one dimension;
 *   `zcoordinates` in three), `train_loss`, `train_acc`, and any other dataset on that grid, such
 * as `test_loss` or the eigenvalue maps `min_eig` and `max_eig`. The file is not locked.
 * - NumPy .npz with such names, with `loss` and `coordinates` (Landscaper), or with coordinates
 *   called `x`, `y`; `X`, `Y` (axes or numpy.meshgrid's matrices); `alpha`, `beta`; ...
 * - PLY whose vertices form a grid and have the property `s`.
 *
 * Output port 0: vtkImageData. Point arrays:
 * - `loss` (double; active scalars), from `train_loss`, `loss`, `losses`, `loss_vals`,
 *   `loss_surface`, `Z` or `s`;
 * - `accuracy` (double, usually percent), from `train_acc`, `accuracy`, `accuracies` or `acc`;
 * - the other arrays (double) by their own names;
 * - `evaluated` (unsigned char): 0 where the file has no value, or marks it as interpolated;
 * - `vtkGhostType` (unsigned char), if some points have no value: they are hidden.
 * Field data: `dir_file`, `LossLandscapeRecipe` if the file has them as texts;
 * `skipped_arrays`, what of the file is not on the grid or no numbers.
 *
 * A point has no value if its loss is NaN, or -1 together with an accuracy of -1 (which is how
 * loss-landscape marks what it has not computed yet; see MinusOneIsNotComputed). Its loss is NaN
 * then. A warning counts such points.
 *
 * loss-landscape stores grids with nx != ny in an array of shape (nx, ny) whose values are in the
 * order of (ny, nx). This reader puts every value where it was computed; see ArrayOrder.
 *
 * Errors: coordinates that are not uniform within a millionth of their length; files of a series
 * whose grids differ. Any part of the image can be asked for; each process reads the whole file.
 *
 * References: Li et al. 2018 (arXiv 1712.09913), for loss-landscape.
 *
 * @sa vtkLandscapeFileReader vtkLandscapeHDF5Writer vtkLandscapePLYWriter
 */
#ifndef vtkLandscapeReader_h
#define vtkLandscapeReader_h

#include "vtkLandscapeFileReader.h"

#include <memory> // for the landscape

namespace losslandscape
{
struct SampledLandscape;
}

class VTKLOSSLANDSCAPEREADERS_EXPORT vtkLandscapeReader : public vtkLandscapeFileReader
{
public:
  static vtkLandscapeReader* New();
  vtkTypeMacro(vtkLandscapeReader, vtkLandscapeFileReader);
  void PrintSelf(ostream& os, vtkIndent indent) override;

  /// Values of ArrayOrder.
  enum ArrayOrders
  {
    AUTOMATIC = 0, ///< as the program that wrote such names does
    X_FASTEST = 1, ///< array[y][x]
    X_SLOWEST = 2  ///< array[x][y]
  };

  ///@{
  /**
   * In which order arrays of HDF5 and NumPy files hold their values. Default AUTOMATIC: x fastest
   * for `xcoordinates`, whatever the shape; x slowest for `coordinates`; as the matrices tell if
   * the coordinates are numpy.meshgrid's, or an array `grid` of the place of each point; else by
   * the shape if nx and ny differ, and x slowest, with a warning, if they do not.
   */
  vtkSetMacro(ArrayOrder, int);
  vtkGetMacro(ArrayOrder, int);
  ///@}

  ///@{
  /**
   * -1 stands for "not computed" in HDF5 and NumPy files: as an accuracy; as a loss if the accuracy
   * of the point is not computed either or the file has none; as `max_eig` if `min_eig` is 1.
   * Default 1.
   */
  vtkSetMacro(MinusOneIsNotComputed, vtkTypeBool);
  vtkGetMacro(MinusOneIsNotComputed, vtkTypeBool);
  vtkBooleanMacro(MinusOneIsNotComputed, vtkTypeBool);
  ///@}

  int CanReadFile(const char* name) override;

protected:
  vtkLandscapeReader();
  ~vtkLandscapeReader() override;

  int FillOutputPortInformation(int port, vtkInformation* info) override;
  void Announce(const std::string& path, vtkInformation* info) override;
  void Read(const std::string& path, vtkInformation* info) override;
  bool CanSplit() const override { return true; }

  int ArrayOrder = AUTOMATIC;
  vtkTypeBool MinusOneIsNotComputed = 1;

private:
  vtkLandscapeReader(const vtkLandscapeReader&) = delete;
  void operator=(const vtkLandscapeReader&) = delete;

  std::unique_ptr<losslandscape::SampledLandscape> Load(const std::string& path);
  void CheckGrid(const std::string& path, const losslandscape::SampledLandscape& landscape,
    vtkInformation* info) const;
  void WarnOfMissing(const std::string& path, const losslandscape::SampledLandscape& landscape);

  /// What Announce has read, until Read needs it.
  std::unique_ptr<losslandscape::SampledLandscape> Announced;
  std::string AnnouncedPath;
};

#endif
