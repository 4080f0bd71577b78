// SPDX-License-Identifier: BSD-3-Clause
/**
 * @class   vtkLandscapeFileWriter
 * @brief   what writers of landscapes share: input, file name, errors
 *
 * @par Input port 0: vtkImageData
 * An image with the point array `loss` (or active scalars of one component).
 *
 * @par Parallelism
 * Several processes each have a piece of an image, but there is one file: each process asks the
 * pipeline for the whole image, and the first one writes. It is an error if the pipeline cannot
 * give the whole image to each process, as with filters that keep the pieces of their input.
 *
 * @sa vtkLandscapeHDF5Writer vtkLandscapePLYWriter
 */
#ifndef vtkLandscapeFileWriter_h
#define vtkLandscapeFileWriter_h

#include "vtkLossLandscapeReadersModule.h" // for export macro
#include "vtkWriter.h"

#include <string> // for the file name

class vtkImageData;

namespace losslandscape
{
struct SampledLandscape;
}

class VTKLOSSLANDSCAPEREADERS_EXPORT vtkLandscapeFileWriter : public vtkWriter
{
public:
  vtkTypeMacro(vtkLandscapeFileWriter, vtkWriter);
  void PrintSelf(ostream& os, vtkIndent indent) override;

  ///@{
  /**
   * The file to write. Default: none, which is an error.
   */
  void SetFileName(const char* name);
  const char* GetFileName() const { return this->FileName.c_str(); }
  ///@}

protected:
  vtkLandscapeFileWriter();
  ~vtkLandscapeFileWriter() override;

  int FillInputPortInformation(int port, vtkInformation* info) override;
  void WriteData() override;

  /// Writes the file. May throw.
  virtual void WriteLandscape(
    const std::string& path, const losslandscape::SampledLandscape& landscape) = 0;

  std::string FileName;

private:
  vtkLandscapeFileWriter(const vtkLandscapeFileWriter&) = delete;
  void operator=(const vtkLandscapeFileWriter&) = delete;

  void WriteOrThrow();
  vtkImageData* WholeInput();
};

#endif
