// SPDX-License-Identifier: BSD-3-Clause
#include "vtkLandscapeTrajectoryReader.h"

#include "Core/Files/Hdf5/Hdf5File.h"
#include "Core/Files/Hdf5/Hdf5Landscape.h"
#include "Core/Files/Landscapes/CsvTrajectory.h"
#include "LandscapeData.h"

#include "vtkInformation.h"
#include "vtkObjectFactory.h"
#include "vtkPolyData.h"

vtkStandardNewMacro(vtkLandscapeTrajectoryReader);

vtkLandscapeTrajectoryReader::vtkLandscapeTrajectoryReader() = default;

vtkLandscapeTrajectoryReader::~vtkLandscapeTrajectoryReader() = default;

int vtkLandscapeTrajectoryReader::FillOutputPortInformation(int, vtkInformation* info)
{
  info->Set(vtkDataObject::DATA_TYPE_NAME(), "vtkPolyData");
  return 1;
}

int vtkLandscapeTrajectoryReader::CanReadFile(const char* name)
{
  const std::string path = name ? name : "";
  return losslandscape::IsHdf5Trajectory(path) || losslandscape::IsCsvTrajectory(path);
}

void vtkLandscapeTrajectoryReader::Read(const std::string& path, vtkInformation* info)
{
  const losslandscape::SampledTrajectory trajectory = losslandscape::IsHdf5File(path)
    ? losslandscape::ReadHdf5Trajectory(
        path, [this](double fraction) { return this->ReportProgress(fraction); })
    : losslandscape::ReadCsvTrajectory(path);
  losslandscape::FillTrajectory(trajectory, vtkPolyData::GetData(info));
}
