// SPDX-License-Identifier: BSD-3-Clause
#include "vtkLandscapeFilter.h"

#include "Core/Common/Error.h"
#include "Core/Common/Parallel.h"
#include "LandscapeImage.h"
#include "LandscapeScalars.h"
#include "Pipeline/OutputArrays.h"
#include "Pipeline/RankGroup.h"

#include "vtkCellData.h"
#include "vtkFieldData.h"
#include "vtkIdTypeArray.h"
#include "vtkImageData.h"
#include "vtkInformation.h"
#include "vtkInformationVector.h"
#include "vtkMultiProcessController.h"
#include "vtkNew.h"
#include "vtkPointData.h"
#include "vtkStreamingDemandDrivenPipeline.h"
#include "vtkUnsignedCharArray.h"

#include <algorithm>
#include <string>

namespace
{

using losslandscape::Extent;
using losslandscape::LandscapeImage;
using Pipeline = vtkStreamingDemandDrivenPipeline;

/// Share of the progress bar that looking at all values gets.
constexpr double ScanShare = 0.05;

bool IsImage(vtkInformation* output)
{
  return vtkImageData::GetData(output) != nullptr;
}

/// The extent of all pieces of the input together, as it announces it; empty if it does not.
Extent AnnouncedExtent(vtkInformation* input)
{
  Extent extent = { 0, -1, 0, -1, 0, -1 };
  if (input->Has(Pipeline::WHOLE_EXTENT()))
  {
    std::copy_n(input->Get(Pipeline::WHOLE_EXTENT()), 6, extent.begin());
  }
  return extent;
}

/// The part of the input that the image output `info` is to have: with several processes the piece
/// of this one; a single process has the whole input and outputs what is asked for.
Extent OutputExtent(const LandscapeImage& landscape, vtkInformation* info)
{
  Extent extent;
  std::copy_n(landscape.Input()->GetExtent(), 6, extent.begin());
  if (!landscape.Ranks().IsAlone() || !info->Has(Pipeline::UPDATE_EXTENT()))
  {
    return extent;
  }
  const int* asked = info->Get(Pipeline::UPDATE_EXTENT());
  for (int axis = 0; axis < 3; ++axis)
  {
    extent[2 * axis] = std::max(extent[2 * axis], asked[2 * axis]);
    extent[2 * axis + 1] = std::min(extent[2 * axis + 1], asked[2 * axis + 1]);
  }
  return extent;
}

void PassArrays(
  vtkDataSetAttributes* input, vtkDataArray* scalars, bool all, vtkDataSetAttributes* output)
{
  if (all)
  {
    output->ShallowCopy(input);
  }
  else if (scalars)
  {
    output->SetScalars(scalars);
  }
  // Without ghost arrays, points that several pieces share would count twice, and hidden ones show.
  if (vtkDataArray* ghosts = input->GetArray(vtkDataSetAttributes::GhostArrayName()))
  {
    output->AddArray(ghosts);
  }
}

/// Crops the image to the extent, also if that is empty, where vtkImageData::Crop does nothing.
void Crop(const Extent& extent, vtkImageData* image)
{
  if (losslandscape::NumberOfPoints(extent) > 0)
  {
    image->Crop(extent.data());
    return;
  }
  vtkNew<vtkImageData> empty;
  empty->GetPointData()->CopyAllOn();
  empty->GetPointData()->CopyAllocate(image->GetPointData());
  empty->GetCellData()->CopyAllOn();
  empty->GetCellData()->CopyAllocate(image->GetCellData());
  image->SetExtent(0, -1, 0, -1, 0, -1);
  image->GetPointData()->ShallowCopy(empty->GetPointData());
  image->GetCellData()->ShallowCopy(empty->GetCellData());
}

/// Notes in `output` which piece it is. Otherwise the executive would take that from the port that
/// was asked for, and take the output of another port for a piece that it is not.
void MarkPiece(vtkInformation* request, vtkInformation* output)
{
  vtkInformation* data = vtkDataObject::GetData(output)->GetInformation();
  data->Set(vtkDataObject::DATA_PIECE_NUMBER(), request->Get(Pipeline::UPDATE_PIECE_NUMBER()));
  data->Set(
    vtkDataObject::DATA_NUMBER_OF_PIECES(), request->Get(Pipeline::UPDATE_NUMBER_OF_PIECES()));
  data->Set(vtkDataObject::DATA_NUMBER_OF_GHOST_LEVELS(),
    request->Get(Pipeline::UPDATE_NUMBER_OF_GHOST_LEVELS()));
}

/// Notes in `output` that all pieces together make the whole image. Without this, of several
/// processes one whose piece is all of a small image would see no reason to execute again where the
/// others do, and leave them waiting.
void MarkAllPieces(const Extent& whole, vtkInformation* output)
{
  vtkInformation* data = vtkDataObject::GetData(output)->GetInformation();
  data->Set(vtkDataObject::ALL_PIECES_EXTENT(), whole.data(), 6);
}

/// Adds the arrays of `from` to `to` except those that `to` has already, from another input.
void PassMissing(vtkFieldData* from, vtkFieldData* to)
{
  for (int i = 0; i < from->GetNumberOfArrays(); ++i)
  {
    vtkAbstractArray* array = from->GetAbstractArray(i);
    if (!array->GetName() || !to->HasArray(array->GetName()))
    {
      to->AddArray(array);
    }
  }
}

void FinishOutput(const LandscapeImage& landscape, vtkInformation* input, vtkInformation* output)
{
  vtkFieldData* fields = vtkDataObject::GetData(output)->GetFieldData();
  PassMissing(landscape.Input()->GetFieldData(), fields);
  losslandscape::AddArray<vtkIdTypeArray>(fields, "non_finite_points", 1, 1)
    ->SetValue(0, landscape.Field().NumberOfNonFinite());
  MarkPiece(landscape.Ranks().IsAlone() ? output : input, output);
  if (!landscape.Ranks().IsAlone() && IsImage(output))
  {
    MarkAllPieces(landscape.WholeExtent(), output);
  }
}

} // namespace

vtkCxxSetObjectMacro(vtkLandscapeFilter, Controller, vtkMultiProcessController);

vtkLandscapeFilter::vtkLandscapeFilter()
{
  this->SetNumberOfInputPorts(1);
  this->SetController(vtkMultiProcessController::GetGlobalController());
}

vtkLandscapeFilter::~vtkLandscapeFilter()
{
  this->SetController(nullptr);
}

int vtkLandscapeFilter::FillInputPortInformation(int, vtkInformation* info)
{
  info->Set(vtkAlgorithm::INPUT_REQUIRED_DATA_TYPE(), "vtkImageData");
  return 1;
}

void vtkLandscapeFilter::RequestInformation(vtkInformationVector**, vtkInformationVector* outputs)
{
  const losslandscape::RankGroup ranks(this->Controller);
  for (int port = 0; port < outputs->GetNumberOfInformationObjects(); ++port)
  {
    vtkInformation* info = outputs->GetInformationObject(port);
    // With several processes each outputs the piece that its input has, however that was split.
    if (IsImage(info) && ranks.IsAlone())
    {
      info->Set(vtkAlgorithm::CAN_PRODUCE_SUB_EXTENT(), 1);
    }
    else
    {
      info->Remove(vtkAlgorithm::CAN_PRODUCE_SUB_EXTENT());
    }
  }
}

void vtkLandscapeFilter::RequestUpdateExtent(vtkInformationVector** inputs, vtkInformationVector*)
{
  vtkInformation* info = inputs[this->LandscapePort()]->GetInformationObject(0);
  if (info->Has(Pipeline::WHOLE_EXTENT()))
  {
    info->Set(Pipeline::UPDATE_EXTENT(), info->Get(Pipeline::WHOLE_EXTENT()), 6);
  }
  if (losslandscape::RankGroup(this->Controller).IsAlone())
  {
    info->Set(Pipeline::UPDATE_PIECE_NUMBER(), 0);
    info->Set(Pipeline::UPDATE_NUMBER_OF_PIECES(), 1);
    info->Set(Pipeline::UPDATE_NUMBER_OF_GHOST_LEVELS(), 0);
  }
}

void vtkLandscapeFilter::RequestData(vtkInformationVector** inputs, vtkInformationVector* outputs)
{
  const losslandscape::RankGroup ranks(this->Controller);
  vtkInformation* info = inputs[this->LandscapePort()]->GetInformationObject(0);
  vtkImageData* input = vtkImageData::GetData(info);
  vtkDataArray* scalars = nullptr;
  ranks.Together([&] { scalars = this->ScalarsOf(input); });

  const losslandscape::Execution execution = { this->Threads,
    [this](double fraction) { return this->ReportProgress(fraction); } };
  const LandscapeImage landscape(
    input, scalars, AnnouncedExtent(info), ranks, execution.Part(0.0, ScanShare));
  this->WarnOfHoles(landscape);
  ranks.Together([&] { this->Compute(landscape, execution.Part(ScanShare, 1.0), outputs); });
  for (int port = 0; port < outputs->GetNumberOfInformationObjects(); ++port)
  {
    FinishOutput(landscape, info, outputs->GetInformationObject(port));
  }
}

vtkInformation* vtkLandscapeFilter::ScalarsRequest()
{
  vtkInformationVector* requests =
    this->GetInformation()->Get(vtkAlgorithm::INPUT_ARRAYS_TO_PROCESS());
  return requests && requests->GetNumberOfInformationObjects() > 0
    ? requests->GetInformationObject(0)
    : nullptr;
}

vtkDataArray* vtkLandscapeFilter::ScalarsOf(vtkImageData* input)
{
  if (!input)
  {
    throw losslandscape::Error("there is no image")
      .Where("input port " + std::to_string(this->LandscapePort()));
  }
  try
  {
    return losslandscape::ChooseScalars(input, this->ScalarsRequest());
  }
  catch (const losslandscape::Error&)
  {
    // An empty piece need not have the arrays of the others.
    if (input->GetNumberOfPoints() == 0)
    {
      return nullptr;
    }
    throw;
  }
}

void vtkLandscapeFilter::WarnOfHoles(const LandscapeImage& landscape)
{
  const auto& field = landscape.Field();
  if (field.HasHoles() && landscape.Ranks().Rank() == 0)
  {
    vtkWarningMacro(
      << field.NumberOfNonFinite() << " of " << field.NumberOfPoints()
      << " points were cut out: their values are NaN or infinite, or they are hidden");
  }
}

bool vtkLandscapeFilter::Owns(const LandscapeImage& landscape, vtkInformation* info)
{
  const int part = landscape.Ranks().IsAlone() ? info->Get(Pipeline::UPDATE_PIECE_NUMBER())
                                               : landscape.Ranks().Rank();
  return part == 0 && landscape.HasDomain();
}

void vtkLandscapeFilter::StartImage(
  const LandscapeImage& landscape, vtkInformation* info, bool allArrays, vtkImageData* output)
{
  vtkImageData* input = landscape.Input();
  output->CopyStructure(input);
  PassArrays(input->GetPointData(), landscape.Scalars(), allArrays, output->GetPointData());
  PassArrays(input->GetCellData(), nullptr, allArrays, output->GetCellData());
  const Extent extent = OutputExtent(landscape, info);
  if (!std::equal(extent.begin(), extent.end(), output->GetExtent()))
  {
    Crop(extent, output);
  }
}

std::string vtkLandscapeFilter::MemoryAdvice() const
{
  return "make the image smaller (filter Extract Subset) or lower Threads";
}

void vtkLandscapeFilter::PrintSelf(ostream& os, vtkIndent indent)
{
  this->Superclass::PrintSelf(os, indent);
  const char* scalars = nullptr;
  if (vtkInformation* request = this->ScalarsRequest())
  {
    scalars = request->Get(vtkDataObject::FIELD_NAME());
  }
  os << indent << "Scalars: " << (scalars ? scalars : "") << "\n";
  os << indent << "Threads: " << this->Threads << "\n";
  os << indent << "Controller: " << this->Controller << "\n";
}
