// SPDX-License-Identifier: BSD-3-Clause
#include "vtkLandscapeFileWriter.h"

#include "Core/Common/Error.h"
#include "LandscapeData.h"

#include "vtkErrorCode.h"
#include "vtkImageData.h"
#include "vtkInformation.h"
#include "vtkMultiProcessController.h"
#include "vtkStreamingDemandDrivenPipeline.h"

#include <algorithm>
#include <new>

namespace
{

bool IsFirstProcess()
{
  auto* controller = vtkMultiProcessController::GetGlobalController();
  return !controller || controller->GetLocalProcessId() == 0;
}

} // namespace

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
    this->SetErrorCode(vtkErrorCode::UnknownError);
  }
  catch (const std::exception& error)
  {
    vtkErrorMacro(<< error.what());
    this->SetErrorCode(vtkErrorCode::CannotOpenFileError);
  }
}

vtkImageData* vtkLandscapeFileWriter::WholeInput()
{
  using Pipeline = vtkStreamingDemandDrivenPipeline;
  vtkImageData* image = vtkImageData::SafeDownCast(this->GetInput());
  vtkInformation* info = this->GetInputInformation();
  if (image && info->Has(Pipeline::WHOLE_EXTENT()) &&
    !std::equal(image->GetExtent(), image->GetExtent() + 6, info->Get(Pipeline::WHOLE_EXTENT())))
  {
    throw losslandscape::Error("the image is in pieces")
      .Where(this->FileName)
      .Expected("an image that every process can have as a whole")
      .Advice("save it as .pvti, or with a single process");
  }
  return image;
}

void vtkLandscapeFileWriter::WriteOrThrow()
{
  if (this->FileName.empty())
  {
    throw losslandscape::Error("there is no file to write").Where("FileName");
  }
  const losslandscape::SampledLandscape landscape = losslandscape::LandscapeOf(this->WholeInput());
  if (!IsFirstProcess())
  {
    return;
  }
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
