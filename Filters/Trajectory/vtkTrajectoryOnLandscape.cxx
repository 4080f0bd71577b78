// SPDX-License-Identifier: BSD-3-Clause
#include "vtkTrajectoryOnLandscape.h"

#include "Core/Common/Error.h"
#include "Core/Mathematics/Descent/TrajectoryDescent.h"
#include "Filters/Topology/LandscapeImage.h"
#include "Filters/Topology/OutputArrays.h"

#include "vtkCellArray.h"
#include "vtkCellData.h"
#include "vtkCommunicator.h"
#include "vtkDoubleArray.h"
#include "vtkFieldData.h"
#include "vtkIdList.h"
#include "vtkIdTypeArray.h"
#include "vtkInformation.h"
#include "vtkInformationVector.h"
#include "vtkMultiProcessController.h"
#include "vtkNew.h"
#include "vtkObjectFactory.h"
#include "vtkPointData.h"
#include "vtkPolyData.h"
#include "vtkStreamingDemandDrivenPipeline.h"

#include <algorithm>
#include <limits>

namespace
{

using losslandscape::AddArray;
using losslandscape::LandscapeImage;
using losslandscape::RankGroup;
using losslandscape::trajectory::CosineSum;
using losslandscape::trajectory::Paths;
using losslandscape::trajectory::TrajectoryDescent;
using Pipeline = vtkStreamingDemandDrivenPipeline;

Paths PathsOf(vtkPolyData* trajectory)
{
  Paths paths;
  paths.Points.resize(trajectory->GetNumberOfPoints());
  for (vtkIdType id = 0; id < trajectory->GetNumberOfPoints(); ++id)
  {
    trajectory->GetPoint(id, paths.Points[id].data());
  }
  vtkCellArray* lines = trajectory->GetLines();
  vtkNew<vtkIdList> ids;
  for (vtkIdType line = 0; line < lines->GetNumberOfCells(); ++line)
  {
    lines->GetCellAtId(line, ids);
    paths.Lines.emplace_back(ids->begin(), ids->end());
  }
  return paths;
}

void AddPointArray(vtkPolyData* output, const char* name, const std::vector<double>& values)
{
  auto* array =
    AddArray<vtkDoubleArray>(output->GetPointData(), name, 1, output->GetNumberOfPoints());
  std::copy(values.begin(), values.end(), array->GetPointer(0));
}

/// Whether lines are output here: on each of several processes those that it has; on one process
/// alone all of them, as the first piece.
bool OwnsLines(const RankGroup& ranks, vtkInformation* info)
{
  return !ranks.IsAlone() || info->Get(Pipeline::UPDATE_PIECE_NUMBER()) == 0;
}

/// Removes all points and cells; arrays stay, without values.
void RemoveElements(vtkPolyData* output)
{
  vtkNew<vtkPolyData> empty;
  empty->GetPointData()->CopyAllOn();
  empty->GetPointData()->CopyAllocate(output->GetPointData());
  empty->GetCellData()->CopyAllOn();
  empty->GetCellData()->CopyAllocate(output->GetCellData());
  empty->GetFieldData()->ShallowCopy(output->GetFieldData());
  output->ShallowCopy(empty);
}

using Totals = std::array<long long, 4>;

/// Returns the sums over all processes, on all of them. All must call it.
Totals SumsOf(const Totals& own, const RankGroup& ranks)
{
  if (ranks.IsAlone())
  {
    return own;
  }
  Totals all;
  ranks.Controller()->AllReduce(own.data(), all.data(), 4, vtkCommunicator::SUM_OP);
  return all;
}

void AddSummary(const Totals& totals, vtkFieldData* fields)
{
  const auto [high, low, downhill, steps] = totals;
  const double none = std::numeric_limits<double>::quiet_NaN();
  const CosineSum cosines = { high, low };
  const double number = steps > 0 ? static_cast<double>(steps) : none;
  AddArray<vtkIdTypeArray>(fields, "number_of_steps", 1, 1)->SetValue(0, steps);
  AddArray<vtkDoubleArray>(fields, "mean_descent_cosine", 1, 1)
    ->SetValue(0, cosines.Value() / number);
  AddArray<vtkDoubleArray>(fields, "share_downhill", 1, 1)
    ->SetValue(0, static_cast<double>(downhill) / number);
}

} // namespace

vtkStandardNewMacro(vtkTrajectoryOnLandscape);

vtkTrajectoryOnLandscape::vtkTrajectoryOnLandscape()
{
  this->SetNumberOfInputPorts(2);
}

vtkTrajectoryOnLandscape::~vtkTrajectoryOnLandscape() = default;

int vtkTrajectoryOnLandscape::FillInputPortInformation(int port, vtkInformation* info)
{
  info->Set(vtkAlgorithm::INPUT_REQUIRED_DATA_TYPE(),
    port == this->LandscapePort() ? "vtkImageData" : "vtkPolyData");
  return 1;
}

int vtkTrajectoryOnLandscape::FillOutputPortInformation(int, vtkInformation* info)
{
  info->Set(vtkDataObject::DATA_TYPE_NAME(), "vtkPolyData");
  return 1;
}

void vtkTrajectoryOnLandscape::RequestUpdateExtent(
  vtkInformationVector** inputs, vtkInformationVector* outputs)
{
  this->Superclass::RequestUpdateExtent(inputs, outputs);
  if (RankGroup(this->Controller).IsAlone())
  {
    vtkInformation* info = inputs[0]->GetInformationObject(0);
    info->Set(Pipeline::UPDATE_PIECE_NUMBER(), 0);
    info->Set(Pipeline::UPDATE_NUMBER_OF_PIECES(), 1);
    info->Set(Pipeline::UPDATE_NUMBER_OF_GHOST_LEVELS(), 0);
  }
}

void vtkTrajectoryOnLandscape::RequestData(
  vtkInformationVector** inputs, vtkInformationVector* outputs)
{
  this->Superclass::RequestData(inputs, outputs);
  AddSummary(SumsOf(this->Totals, RankGroup(this->Controller)),
    vtkPolyData::GetData(outputs, 0)->GetFieldData());
}

void vtkTrajectoryOnLandscape::Compute(const LandscapeImage& landscape,
  const losslandscape::Execution& execution, vtkInformationVector* outputs)
{
  auto* trajectory = vtkPolyData::SafeDownCast(this->GetInputDataObject(0, 0));
  if (!trajectory)
  {
    throw losslandscape::Error("there is no trajectory").Where("input port 0");
  }
  const TrajectoryDescent descent =
    losslandscape::trajectory::MeasureDescent(landscape.Field(), PathsOf(trajectory), execution);
  const auto& totals = descent.Totals;
  this->Totals = { totals.Cosines.High, totals.Cosines.Low, totals.Downhill, totals.Steps };
  vtkPolyData* output = vtkPolyData::GetData(outputs, 0);
  output->ShallowCopy(trajectory);
  AddPointArray(output, "surface_loss", descent.SurfaceLoss);
  AddPointArray(output, "descent_angle", descent.DescentAngle);
  AddPointArray(output, "arc_length", descent.ArcLength);
  if (!OwnsLines(landscape.Ranks(), outputs->GetInformationObject(0)))
  {
    RemoveElements(output);
  }
}

void vtkTrajectoryOnLandscape::PrintSelf(ostream& os, vtkIndent indent)
{
  this->Superclass::PrintSelf(os, indent);
}
