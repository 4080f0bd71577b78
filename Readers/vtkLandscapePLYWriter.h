// SPDX-License-Identifier: BSD-3-Clause
/**
 * @class   vtkLandscapePLYWriter
 * @brief   writes a landscape as a PLY file whose vertices have the loss as property s
 *
 * The file appears complete or not at all.
 *
 * @par Input port 0: vtkImageData
 * An image with the point array `loss` (or active scalars of one component).
 *
 * @par Contents of the file
 * Vertices have the properties x, y, z, the other point arrays of one component by their names
 * (blanks become underscores) and s, the loss, all in double precision; neighbours are joined by
 * quadrilaterals if the image has two dimensions. Hidden points have s = nan. The field data
 * `LossLandscapeRecipe` is written as a comment. Arrays of several components are left out, with a
 * warning.
 *
 * @sa vtkLandscapeReader vtkLandscapeHDF5Writer
 */
#ifndef vtkLandscapePLYWriter_h
#define vtkLandscapePLYWriter_h

#include "vtkLandscapeFileWriter.h"

class VTKLOSSLANDSCAPEREADERS_EXPORT vtkLandscapePLYWriter : public vtkLandscapeFileWriter
{
public:
  static vtkLandscapePLYWriter* New();
  vtkTypeMacro(vtkLandscapePLYWriter, vtkLandscapeFileWriter);
  void PrintSelf(ostream& os, vtkIndent indent) override;

  /// Values of the Encoding property.
  enum Encodings
  {
    ASCII = 0, ///< text; numbers read back to the bit
    BINARY = 1 ///< little endian
  };

  ///@{
  /**
   * How numbers are written (Encodings). Default BINARY.
   */
  vtkSetMacro(Encoding, int);
  vtkGetMacro(Encoding, int);
  ///@}

protected:
  vtkLandscapePLYWriter();
  ~vtkLandscapePLYWriter() override;

  void WriteLandscape(
    const std::string& path, const losslandscape::SampledLandscape& landscape) override;

  int Encoding = BINARY;

private:
  vtkLandscapePLYWriter(const vtkLandscapePLYWriter&) = delete;
  void operator=(const vtkLandscapePLYWriter&) = delete;
};

#endif
