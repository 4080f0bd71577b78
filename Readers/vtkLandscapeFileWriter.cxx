// SPDX-License-Identifier: BSD-3-Clause
#include "vtkLandscapeFileWriter.h"

#include "Core/Common/Error.h"
#include "LandscapeData.h"

#include "vtkErrorCode.h"
#include "vtkImageData.h"
#include "vtkInformation.h"

vtkLandscapeFileWriter::vtkLandscapeFileWriter() = default;

vtkLandscapeFileWriter::~vtkLandscapeFileWriter() = default;

void vtkLandscapeFileWriter::SetFileName(const char* name)
{
  const std::string value = name ? name : "";
  if (value != this->FileName)
  {
    this->FileName = value;
    this->Modified();
  }
}

int vtkLandscapeFileWriter::FillInputPortInformation(int, vtkInformation* info)
{
  info->Set(vtkAlgorithm::INPUT_REQUIRED_DATA_TYPE(), "vtkImageData");
  return 1;
}

void vtkLandscapeFileWriter::WriteData()
{
  try
  {
    this->WriteOrThrow();
  }
  catch (const std::bad_alloc&)
  {
    vtkErrorMacro(<< "there is not enough memory; make the image smaller (filter Extract Subset)");
    this->SetErrorCode(vtkErrorCode::OutOfDiskSpaceError);
  }
  catch (const std::exception& error)
  {
    vtkErrorMacro(<< error.what());
    this->SetErrorCode(vtkErrorCode::CannotOpenFileError);
  }
}

void vtkLandscapeFileWriter::WriteOrThrow()
{
  if (this->FileName.empty())
  {
    throw losslandscape::Error("there is no file to write").Where("FileName");
  }
  const losslandscape::SampledLandscape landscape =
    losslandscape::LandscapeOf(vtkImageData::SafeDownCast(this->GetInput()));
  if (!landscape.Skipped.empty())
  {
    vtkWarningMacro(<< "not written, for it has several components or no name: "
                    << landscape.Skipped.front()
                    << (landscape.Skipped.size() > 1 ? " and others" : ""));
  }
  this->WriteLandscape(this->FileName, landscape);
}

void vtkLandscapeFileWriter::PrintSelf(ostream& os, vtkIndent indent)
{
  this->Superclass::PrintSelf(os, indent);
  os << indent << "FileName: " << this->FileName << "\n";
}
