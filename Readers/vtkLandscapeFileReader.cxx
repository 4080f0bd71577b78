// SPDX-License-Identifier: BSD-3-Clause
#include "vtkLandscapeFileReader.h"

#include "Core/Common/Error.h"
#include "Core/Files/Landscapes/FileSeries.h"
#include "Pipeline/PrintValues.h"

#include "vtkDataObject.h"
#include "vtkInformation.h"
#include "vtkInformationVector.h"

namespace
{

using losslandscape::SeriesFile;

/// The times of a series' files; none for a single file.
std::vector<double> TimesOf(const std::vector<SeriesFile>& files)
{
  std::vector<double> times;
  for (const SeriesFile& file : files)
  {
    times.push_back(file.Time);
  }
  return files.size() > 1 ? times : std::vector<double>();
}

} // namespace

vtkLandscapeFileReader::vtkLandscapeFileReader() = default;

vtkLandscapeFileReader::~vtkLandscapeFileReader() = default;

void vtkLandscapeFileReader::AddFileName(const char* name)
{
  this->FileNames.emplace_back(name ? name : "");
  this->Modified();
}

void vtkLandscapeFileReader::RemoveAllFileNames()
{
  this->FileNames.clear();
  this->Modified();
}

int vtkLandscapeFileReader::GetNumberOfFileNames() const
{
  return static_cast<int>(this->FileNames.size());
}

const char* vtkLandscapeFileReader::GetFileName(int index) const
{
  return index >= 0 && index < this->GetNumberOfFileNames() ? this->FileNames[index].c_str()
                                                            : nullptr;
}

void vtkLandscapeFileReader::CheckFileNames() const
{
  if (this->FileNames.empty() || this->FileNames.front().empty())
  {
    throw losslandscape::Error("there is no file to read").Where("FileNames");
  }
}

void vtkLandscapeFileReader::RequestInformation(
  vtkInformationVector**, vtkInformationVector* outputs)
{
  this->CheckFileNames();
  vtkInformation* info = outputs->GetInformationObject(0);
  const auto files = losslandscape::OrderFileSeries(this->FileNames);
  PublishTimes(TimesOf(files), info);
  this->Announce(files.front().Path, info);
}

void vtkLandscapeFileReader::RequestData(vtkInformationVector**, vtkInformationVector* outputs)
{
  this->CheckFileNames();
  vtkInformation* info = outputs->GetInformationObject(0);
  if (!this->CanSplit() && !IsFirstPiece(info))
  {
    return;
  }
  const auto files = losslandscape::OrderFileSeries(this->FileNames);
  const SeriesFile& file = files[RequestedStep(TimesOf(files), info)];
  this->ReportProgress(0.0);
  this->Read(file.Path, info);
  if (files.size() > 1)
  {
    vtkDataObject::GetData(info)->GetInformation()->Set(vtkDataObject::DATA_TIME_STEP(), file.Time);
  }
}

void vtkLandscapeFileReader::Announce(const std::string&, vtkInformation* info)
{
  info->Set(vtkAlgorithm::CAN_HANDLE_PIECE_REQUEST(), 1);
}

bool vtkLandscapeFileReader::CanSplit() const
{
  return false;
}

std::string vtkLandscapeFileReader::MemoryAdvice() const
{
  return "read a smaller file";
}

void vtkLandscapeFileReader::PrintSelf(ostream& os, vtkIndent indent)
{
  this->Superclass::PrintSelf(os, indent);
  losslandscape::PrintValues(os, indent, "FileNames", this->FileNames);
}
