// SPDX-License-Identifier: BSD-3-Clause
#include "vtkLandscapeHDF5Writer.h"

#include "Core/Files/Hdf5/Hdf5Writer.h"
#include "Core/Files/Landscapes/ArrayLandscape.h"

#include "vtkObjectFactory.h"

vtkStandardNewMacro(vtkLandscapeHDF5Writer);

vtkLandscapeHDF5Writer::vtkLandscapeHDF5Writer() = default;

vtkLandscapeHDF5Writer::~vtkLandscapeHDF5Writer() = default;

void vtkLandscapeHDF5Writer::WriteLandscape(
  const std::string& path, const losslandscape::SampledLandscape& landscape)
{
  losslandscape::Hdf5Contents contents;
  contents.Arrays = losslandscape::ArraysFromLandscape(landscape);
  contents.Texts = landscape.Texts;
  losslandscape::WriteHdf5(path, contents);
}
