// SPDX-License-Identifier: BSD-3-Clause
/**
 * @class   vtkLandscapeHDF5Writer
 * @brief   writes a landscape as an HDF5 file that the scripts of loss-landscape open
 *
 * The file is for plot_1D.py, plot_2D.py, h52vtp.py and whatever else reads the files of
 * tomgoldstein/loss-landscape. It appears complete or not at all.
 *
 * @par Input port 0: vtkImageData
 * An image with the point array `loss` (or active scalars of one component).
 *
 * @par Datasets of the file
 * `xcoordinates`, `ycoordinates` (if there is a second axis; `zcoordinates` with a third),
 * `train_loss`, `train_acc` and the other point arrays of one component by their names, all in
 * double precision. Arrays have the shape (ny, nx) that numpy.meshgrid makes of the coordinates, so
 * that the plots of loss-landscape are right also where nx and ny differ. Hidden points, and points
 * whose loss is NaN, are -1 in `train_loss` and `train_acc`, which stands for "not computed".
 * Without an array `accuracy`, `train_acc` is -1 everywhere. Points with `evaluated` 0 keep their
 * values; if there are any, `evaluated` is written too. Field data `LossLandscapeRecipe` and
 * `dir_file` are written as texts. Arrays of several components are left out, with a warning.
 *
 * @sa vtkLandscapeReader vtkLandscapePLYWriter
 */
#ifndef vtkLandscapeHDF5Writer_h
#define vtkLandscapeHDF5Writer_h

#include "vtkLandscapeFileWriter.h"

class VTKLOSSLANDSCAPEREADERS_EXPORT vtkLandscapeHDF5Writer : public vtkLandscapeFileWriter
{
public:
  static vtkLandscapeHDF5Writer* New();
  vtkTypeMacro(vtkLandscapeHDF5Writer, vtkLandscapeFileWriter);

protected:
  vtkLandscapeHDF5Writer();
  ~vtkLandscapeHDF5Writer() override;

  void WriteLandscape(
    const std::string& path, const losslandscape::SampledLandscape& landscape) override;

private:
  vtkLandscapeHDF5Writer(const vtkLandscapeHDF5Writer&) = delete;
  void operator=(const vtkLandscapeHDF5Writer&) = delete;
};

#endif
