// SPDX-License-Identifier: BSD-3-Clause
#include "vtkLandscapeReader.h"

#include "Core/Common/Error.h"
#include "Core/Files/Archives/FileKind.h"
#include "Core/Files/Archives/ZipArchive.h"
#include "Core/Files/Hdf5/Hdf5File.h"
#include "Core/Files/Hdf5/Hdf5Landscape.h"
#include "Core/Files/Landscapes/ArrayLandscape.h"
#include "Core/Files/Landscapes/NpyLandscape.h"
#include "Core/Files/Landscapes/NpzLandscape.h"
#include "Core/Files/Landscapes/PlyLandscape.h"
#include "Core/Files/NumPy/Npy.h"
#include "LandscapeData.h"
#include "Pipeline/PrintValues.h"
#include "Pipeline/SettingRange.h"

#include "vtkImageData.h"
#include "vtkInformation.h"
#include "vtkObjectFactory.h"
#include "vtkStreamingDemandDrivenPipeline.h"

#include <algorithm>

using losslandscape::SampledLandscape;

vtkStandardNewMacro(vtkLandscapeReader);

vtkLandscapeReader::vtkLandscapeReader() = default;

vtkLandscapeReader::~vtkLandscapeReader() = default;

int vtkLandscapeReader::FillOutputPortInformation(int, vtkInformation* info)
{
  info->Set(vtkDataObject::DATA_TYPE_NAME(), "vtkImageData");
  return 1;
}

int vtkLandscapeReader::CanReadFile(const char* name)
{
  const std::string path = name ? name : "";
  return losslandscape::IsPlyLandscape(path) || losslandscape::IsNpzLandscape(path) ||
    losslandscape::IsNpyLandscape(path) || losslandscape::IsHdf5Landscape(path);
}

std::unique_ptr<SampledLandscape> vtkLandscapeReader::Load(const std::string& path)
{
  losslandscape::ArrayLandscapeOptions options = {
    static_cast<losslandscape::ArrayOrder>(
      losslandscape::InRange<int>("ArrayOrder", this->ArrayOrder, AUTOMATIC, X_SLOWEST)),
    this->MinusOneIsNotComputed != 0
  };
  std::copy_n(this->Bounds, options.Bounds.size(), options.Bounds.begin());
  if (losslandscape::IsPlyFile(path))
  {
    return std::make_unique<SampledLandscape>(losslandscape::ReadPlyLandscape(path));
  }
  if (losslandscape::IsZipFile(path))
  {
    return std::make_unique<SampledLandscape>(losslandscape::ReadNpzLandscape(path, options));
  }
  if (losslandscape::IsNpyFile(path))
  {
    return std::make_unique<SampledLandscape>(losslandscape::ReadNpyLandscape(path, options));
  }
  if (losslandscape::IsHdf5File(path))
  {
    return std::make_unique<SampledLandscape>(losslandscape::ReadHdf5Landscape(
      path, options, [this](double fraction) { return this->ReportProgress(fraction); }));
  }
  const losslandscape::FileKind kind = losslandscape::KindOfFile(path);
  throw losslandscape::Error("not a file of a landscape")
    .Where(path)
    .Expected("an HDF5 file, a NumPy .npz archive or .npy array, or a PLY file")
    .Found(kind.Name)
    .Advice(kind.Advice);
}

void vtkLandscapeReader::Announce(const std::string& path, vtkInformation* info)
{
  this->Announced = this->Load(path);
  this->AnnouncedPath = path;
  PublishGrid(this->Announced->Points, info);
}

void vtkLandscapeReader::Read(const std::string& path, vtkInformation* info)
{
  const std::unique_ptr<SampledLandscape> landscape =
    this->Announced && this->AnnouncedPath == path ? std::move(this->Announced) : this->Load(path);
  this->CheckGrid(path, *landscape, info);
  vtkImageData* image = vtkImageData::GetData(info);
  ShapeImage(landscape->Points, info, image);
  losslandscape::FillImage(*landscape, image);
  if (IsFirstPiece(info))
  {
    this->WarnOfMissing(path, *landscape);
    for (const std::string& warning : landscape->Warnings)
    {
      vtkWarningMacro(<< path << ": " << warning);
    }
  }
}

void vtkLandscapeReader::CheckGrid(
  const std::string& path, const SampledLandscape& landscape, vtkInformation* info) const
{
  const auto extent = landscape.Points.WholeExtent();
  const bool same = std::equal(extent.begin(), extent.end(),
                      info->Get(vtkStreamingDemandDrivenPipeline::WHOLE_EXTENT())) &&
    std::equal(landscape.Points.Origin().begin(), landscape.Points.Origin().end(),
      info->Get(vtkDataObject::ORIGIN())) &&
    std::equal(landscape.Points.Spacing().begin(), landscape.Points.Spacing().end(),
      info->Get(vtkDataObject::SPACING()));
  if (!same)
  {
    throw losslandscape::Error("the grid has changed")
      .Where(path)
      .Expected("the same coordinates in all files of a series")
      .Advice("open the files one by one, or reload a file that has been written anew");
  }
}

void vtkLandscapeReader::WarnOfMissing(const std::string& path, const SampledLandscape& landscape)
{
  const std::int64_t missing = losslandscape::NumberOfMissing(landscape);
  if (missing > 0)
  {
    vtkWarningMacro(<< path << ": " << missing << " of " << landscape.Missing.size()
                    << " points have no value (not computed, or NaN); they are hidden");
  }
}

void vtkLandscapeReader::PrintSelf(ostream& os, vtkIndent indent)
{
  this->Superclass::PrintSelf(os, indent);
  os << indent << "ArrayOrder: " << this->ArrayOrder << "\n";
  os << indent << "MinusOneIsNotComputed: " << this->MinusOneIsNotComputed << "\n";
  losslandscape::PrintValues(os, indent, "Bounds", this->Bounds);
}
