// SPDX-License-Identifier: BSD-3-Clause
#include "vtkLandscapeFileReader.h"

#include "Core/Common/Error.h"
#include "Core/Landscapes/FileSeries.h"

#include "vtkDataObject.h"
#include "vtkInformation.h"
#include "vtkInformationVector.h"
#include "vtkStreamingDemandDrivenPipeline.h"

#include <algorithm>

namespace
{

using losslandscape::SeriesFile;
using Pipeline = vtkStreamingDemandDrivenPipeline;

void PublishTimes(const std::vector<SeriesFile>& files, vtkInformation* info)
{
  if (files.size() < 2)
  {
    info->Remove(Pipeline::TIME_STEPS());
    info->Remove(Pipeline::TIME_RANGE());
    return;
  }
  std::vector<double> times;
  for (const SeriesFile& file : files)
  {
    times.push_back(file.Time);
  }
  const double range[] = { times.front(), times.back() };
  info->Set(Pipeline::TIME_STEPS(), times.data(), static_cast<int>(times.size()));
  info->Set(Pipeline::TIME_RANGE(), range, 2);
}

/// The last file that is not later than what is asked for.
const SeriesFile& FileAt(const std::vector<SeriesFile>& files, vtkInformation* info)
{
  if (!info->Has(Pipeline::UPDATE_TIME_STEP()))
  {
    return files.front();
  }
  const double time = info->Get(Pipeline::UPDATE_TIME_STEP());
  const auto later = std::find_if(
    files.begin(), files.end(), [time](const SeriesFile& file) { return file.Time > time; });
  return later == files.begin() ? files.front() : *(later - 1);
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
  PublishTimes(files, info);
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
  const SeriesFile& file = FileAt(files, info);
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
  os << indent << "FileNames:";
  for (const std::string& name : this->FileNames)
  {
    os << " " << name;
  }
  os << "\n";
}
