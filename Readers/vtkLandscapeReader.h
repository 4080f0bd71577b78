// SPDX-License-Identifier: BSD-3-Clause
/**
 * @class   vtkLandscapeReader
 * @brief   reads loss landscapes that other programs have written: HDF5, NumPy, PLY
 *
 * It is meant for those who have landscapes already. There are four kinds of files, told apart by
 * content:
 * - HDF5 of tomgoldstein/loss-landscape: `xcoordinates`, `ycoordinates` (none in one dimension;
 * `zcoordinates` in three), `train_loss`, `train_acc`, and any other dataset on that grid, such as
 * `test_loss` or the eigenvalue maps `min_eig` and `max_eig`. The file is not locked.
 * - NumPy .npz with such names, with `loss` and `coordinates` (Landscaper), or with coordinates
 *   called `x`, `y`; `X`, `Y` (axes or numpy.meshgrid's matrices); `alpha`, `beta`; ...
 * - NumPy .npy: one array of losses, a profile, a plane or a volume, which lies in Bounds.
 * - PLY whose vertices form a grid and have the property `s`.
 *
 * @par Output port 0: vtkImageData
 * Any part of the image can be asked for; each process reads the whole file. The point arrays are:
 * - `loss` (double; active scalars): `train_loss`, `loss`, `losses`, `loss_vals`, `loss_surface`,
 *   `Z`, `z` or `s` of the file, or a copy of the loss of a split (`test_loss`, say) if it has none
 *   of these;
 * - `accuracy` (double, usually percent): `train_acc`, `accuracy`, `accuracies` or `acc` of the
 *   file, or a copy of that split's accuracy;
 * - the other arrays (double) by their own names;
 * - `evaluated` (unsigned char): 0 where the file has no value, or marks it as interpolated, else
 *   1;
 * - `vtkGhostType` (unsigned char): hides the points that have no value, if there are any.
 *
 * @par Field data
 * `dir_file` and `LossLandscapeRecipe` if the file has them as texts; `skipped_arrays`, names of
 * what in the file is not on the grid or not numbers.
 *
 * @par Points without a value
 * A point has no value if its loss is NaN or marked as not computed yet, as loss-landscape does it
 * (see MinusOneIsNotComputed). Its loss is NaN in the output. A warning counts such points.
 *
 * @par Order of values
 * loss-landscape (Li et al. 2018, arXiv 1712.09913) stores grids with nx != ny in an array of shape
 * (nx, ny) whose values are in the order of (ny, nx). This reader puts every value where it was
 * computed; see ArrayOrder.
 *
 * @par Errors
 * Coordinates that are not uniform within a millionth of their length, and files of a series whose
 * grids differ, are errors.
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

  /// Values of the ArrayOrder property.
  enum ArrayOrders
  {
    AUTOMATIC = 0, ///< as the program that wrote such names does
    X_FASTEST = 1, ///< array[y][x]
    X_SLOWEST = 2  ///< array[x][y]
  };

  ///@{
  /**
   * The order in which arrays of HDF5 and NumPy files hold their values (ArrayOrders). AUTOMATIC
   * (the default) goes by the coordinates:
   * - `xcoordinates`: x is fastest, whatever the shape;
   * - `coordinates`: x is slowest;
   * - matrices of numpy.meshgrid, or an array `grid` of the place of each point: these tell the
   *   order;
   * - all others: the shape tells the order if nx and ny differ. If they do not, x is slowest; in a
   *   flat array x is fastest. A warning says so in both cases;
   * - .npy arrays, which have none: x is slowest, with a warning.
   */
  vtkSetMacro(ArrayOrder, int);
  vtkGetMacro(ArrayOrder, int);
  ///@}

  ///@{
  /**
   * Whether -1 stands for "not computed" in HDF5 and NumPy files and is replaced by NaN: as an
   * accuracy; as a loss if the accuracy of the point is not computed either or the file has none;
   * as `max_eig` if `min_eig` is 1, which both are replaced. Default on.
   */
  vtkSetMacro(MinusOneIsNotComputed, vtkTypeBool);
  vtkGetMacro(MinusOneIsNotComputed, vtkTypeBool);
  vtkBooleanMacro(MinusOneIsNotComputed, vtkTypeBool);
  ///@}

  ///@{
  /**
   * First and last point along x, y and z (xmin, xmax, ymin, ymax, zmin, zmax) of .npy files, which
   * have no coordinates. An axis of a single point lies in the middle. Default -1 to 1 along each
   * axis, which is taken with a warning.
   */
  vtkSetVector6Macro(Bounds, double);
  vtkGetVector6Macro(Bounds, double);
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
  double Bounds[6] = { -1.0, 1.0, -1.0, 1.0, -1.0, 1.0 };

private:
  vtkLandscapeReader(const vtkLandscapeReader&) = delete;
  void operator=(const vtkLandscapeReader&) = delete;

  std::unique_ptr<losslandscape::SampledLandscape> Load(const std::string& path);
  void CheckGrid(const std::string& path, const losslandscape::SampledLandscape& landscape,
    vtkInformation* info) const;
  void WarnOfMissing(const std::string& path, const losslandscape::SampledLandscape& landscape);

  /// The landscape that Announce has read from AnnouncedPath, kept until Read needs it.
  std::unique_ptr<losslandscape::SampledLandscape> Announced;
  std::string AnnouncedPath;
};

#endif
