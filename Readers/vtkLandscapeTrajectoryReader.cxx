// SPDX-License-Identifier: BSD-3-Clause
#include "vtkLandscapeTrajectoryReader.h"

#include "Core/Common/Error.h"
#include "Core/Landscapes/ArrayTrajectory.h"
#include "Core/Landscapes/CsvTrajectory.h"
#include "Hdf5File.h"
#include "LandscapeData.h"

#include "vtkInformation.h"
#include "vtkObjectFactory.h"
#include "vtkPolyData.h"

#include <algorithm>

namespace
{

bool IsHdf5Trajectory(const std::string& path)
{
  const std::vector<std::string> names = losslandscape::Hdf5Names(path);
  return std::find(names.begin(), names.end(), losslandscape::TrajectoryMark) != names.end();
}

losslandscape::SampledTrajectory ReadHdf5Trajectory(const std::string& path)
{
  const losslandscape::Hdf5Contents contents = losslandscape::ReadHdf5(path);
  try
  {
    return losslandscape::TrajectoryFromArrays(contents.Arrays);
  }
  catch (const losslandscape::Error& error)
  {
    throw losslandscape::Error(path + ": " + error.what());
  }
}

} // namespace

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
  return IsHdf5Trajectory(path) || losslandscape::IsCsvTrajectory(path);
}

void vtkLandscapeTrajectoryReader::Read(const std::string& path, vtkInformation* info)
{
  const losslandscape::SampledTrajectory trajectory = losslandscape::IsHdf5File(path)
    ? ReadHdf5Trajectory(path)
    : losslandscape::ReadCsvTrajectory(path);
  losslandscape::FillTrajectory(trajectory, vtkPolyData::GetData(info));
}
