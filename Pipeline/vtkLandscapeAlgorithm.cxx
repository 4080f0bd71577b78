// SPDX-License-Identifier: BSD-3-Clause
#include "vtkLandscapeAlgorithm.h"

#include "Core/Common/Error.h"
#include "Core/Common/Grid.h"

#include "vtkDataObject.h"
#include "vtkExecutive.h"
#include "vtkFieldData.h"
#include "vtkImageData.h"
#include "vtkInformation.h"
#include "vtkInformationVector.h"
#include "vtkMultiProcessController.h"
#include "vtkNew.h"
#include "vtkStreamingDemandDrivenPipeline.h"
#include "vtkStringArray.h"

#include <algorithm>

namespace
{

// Observers redraw windows or cross a network: cheap steps are not all worth telling.
constexpr double ProgressStep = 0.02;
constexpr auto LongestSilence = std::chrono::milliseconds(250);

void EmptyOutputs(vtkInformationVector* outputs)
{
  for (int port = 0; port < outputs->GetNumberOfInformationObjects(); ++port)
  {
    vtkDataObject* output = vtkDataObject::GetData(outputs, port);
    const bool untouched =
      outputs->GetInformationObject(port)->Has(vtkDemandDrivenPipeline::DATA_NOT_GENERATED());
    if (output && !untouched)
    {
      output->Initialize();
    }
  }
}

/// After a failed RequestInformation nothing is known of the output. An extent announced before
/// would be asked for again once the settings are mended, and not fit.
void ForgetAnnouncements(vtkInformationVector* outputs)
{
  for (int port = 0; port < outputs->GetNumberOfInformationObjects(); ++port)
  {
    vtkInformation* info = outputs->GetInformationObject(port);
    info->Remove(vtkStreamingDemandDrivenPipeline::WHOLE_EXTENT());
    info->Remove(vtkStreamingDemandDrivenPipeline::UPDATE_EXTENT());
    info->Remove(vtkStreamingDemandDrivenPipeline::UPDATE_EXTENT_INITIALIZED());
    info->Remove(vtkStreamingDemandDrivenPipeline::TIME_STEPS());
    info->Remove(vtkStreamingDemandDrivenPipeline::TIME_RANGE());
  }
}

bool SeveralProcesses()
{
  auto* controller = vtkMultiProcessController::GetGlobalController();
  return controller && controller->GetNumberOfProcesses() > 1;
}

} // namespace

vtkLandscapeAlgorithm::vtkLandscapeAlgorithm()
{
  this->SetNumberOfInputPorts(0);
  this->SetNumberOfOutputPorts(1);
}

vtkLandscapeAlgorithm::~vtkLandscapeAlgorithm() = default;

template <typename Work>
vtkTypeBool vtkLandscapeAlgorithm::Guard(vtkInformationVector* outputs, Work&& work)
{
  try
  {
    work();
    return 1;
  }
  catch (const losslandscape::Aborted&)
  {
    this->WasAborted = true;
    // With several processes it would make the executive start this one anew, alone.
    this->SetAbortOutput(!SeveralProcesses());
    EmptyOutputs(outputs);
    return 1;
  }
  catch (const std::bad_alloc&)
  {
    return this->Fail(outputs, "there is not enough memory; " + this->MemoryAdvice());
  }
  catch (const std::exception& error)
  {
    return this->Fail(outputs, error.what());
  }
}

vtkTypeBool vtkLandscapeAlgorithm::Fail(vtkInformationVector* outputs, const std::string& message)
{
  vtkErrorMacro(<< message);
  EmptyOutputs(outputs);
  return 0;
}

void vtkLandscapeAlgorithm::RequestUpdateExtent(vtkInformationVector**, vtkInformationVector*)
{
}

std::string vtkLandscapeAlgorithm::MemoryAdvice() const
{
  return "lower Resolution";
}

vtkMTimeType vtkLandscapeAlgorithm::GetMTime()
{
  if (this->WasAborted)
  {
    // Asked at the start of the next update: the abort is answered. (Not before: observers see one
    // more progress event after RequestData.)
    this->WasAborted = false;
    this->SetAbortExecute(0);
    if (!SeveralProcesses())
    {
      this->Modified();
      this->AbortTime = this->Superclass::GetMTime();
    }
  }
  return this->Superclass::GetMTime();
}

vtkTypeBool vtkLandscapeAlgorithm::ProcessRequest(
  vtkInformation* request, vtkInformationVector** inputs, vtkInformationVector* outputs)
{
  if (request->Has(vtkDemandDrivenPipeline::REQUEST_INFORMATION()))
  {
    // Pressed after the last execution had ended: meant for that one.
    this->SetAbortExecute(0);
    const vtkTypeBool success =
      this->Guard(outputs, [&] { this->RequestInformation(inputs, outputs); });
    if (!success)
    {
      ForgetAnnouncements(outputs);
    }
    return success;
  }
  if (request->Has(vtkStreamingDemandDrivenPipeline::REQUEST_UPDATE_EXTENT()))
  {
    // The same, for another time or extent of the same outputs.
    this->SetAbortExecute(0);
    // Here, since the executive modifies this when it starts the execution.
    if (this->AbortTime != this->Superclass::GetMTime())
    {
      this->PortsOwed.clear();
    }
    return this->Guard(outputs, [&] { this->RequestUpdateExtent(inputs, outputs); });
  }
  if (request->Has(vtkDemandDrivenPipeline::REQUEST_DATA()))
  {
    return this->AnswerDataRequest(request, inputs, outputs);
  }
  return this->Superclass::ProcessRequest(request, inputs, outputs);
}

vtkTypeBool vtkLandscapeAlgorithm::AnswerDataRequest(
  vtkInformation* request, vtkInformationVector** inputs, vtkInformationVector* outputs)
{
  // By RequestInformation, or while another port was made: nobody should have to press twice.
  const int port = request->Get(vtkExecutive::FROM_OUTPUT_PORT());
  if (this->WasAborted || this->PortsOwed.count(port) > 0)
  {
    this->WasAborted = true;
    EmptyOutputs(outputs);
    this->KeepPortsOwed(port, outputs);
    return 1;
  }
  this->PortsOwed.clear();
  const vtkTypeBool success = this->Guard(outputs, [&] { this->RequestData(inputs, outputs); });
  if (this->WasAborted)
  {
    this->KeepPortsOwed(port, outputs);
  }
  return success || SeveralProcesses();
}

void vtkLandscapeAlgorithm::KeepPortsOwed(int answered, vtkInformationVector* outputs)
{
  if (SeveralProcesses())
  {
    return;
  }
  if (this->PortsOwed.empty())
  {
    for (int port = 0; port < outputs->GetNumberOfInformationObjects(); ++port)
    {
      this->PortsOwed.insert(port);
    }
  }
  this->PortsOwed.erase(answered);
}

bool vtkLandscapeAlgorithm::ReportProgress(double fraction)
{
  const auto now = std::chrono::steady_clock::now();
  const double step = fraction - this->GetProgress();
  if (step >= ProgressStep || step < 0.0 || fraction == 1.0 ||
    now - this->LastReport > LongestSilence)
  {
    this->LastReport = now;
    this->UpdateProgress(fraction);
  }
  return !this->CheckAbort() && !this->GetAbortExecute();
}

bool vtkLandscapeAlgorithm::IsFirstPiece(vtkInformation* info)
{
  using Pipeline = vtkStreamingDemandDrivenPipeline;
  return !info->Has(Pipeline::UPDATE_PIECE_NUMBER()) ||
    info->Get(Pipeline::UPDATE_PIECE_NUMBER()) == 0;
}

void vtkLandscapeAlgorithm::PublishTimes(const std::vector<double>& times, vtkInformation* info)
{
  using Pipeline = vtkStreamingDemandDrivenPipeline;
  if (times.empty())
  {
    info->Remove(Pipeline::TIME_STEPS());
    info->Remove(Pipeline::TIME_RANGE());
    return;
  }
  const double range[] = { times.front(), times.back() };
  info->Set(Pipeline::TIME_STEPS(), times.data(), static_cast<int>(times.size()));
  info->Set(Pipeline::TIME_RANGE(), range, 2);
}

std::size_t vtkLandscapeAlgorithm::RequestedStep(
  const std::vector<double>& times, vtkInformation* info)
{
  using Pipeline = vtkStreamingDemandDrivenPipeline;
  if (!info->Has(Pipeline::UPDATE_TIME_STEP()))
  {
    return 0;
  }
  const double time = info->Get(Pipeline::UPDATE_TIME_STEP());
  const auto later = std::upper_bound(times.begin(), times.end(), time);
  return later == times.begin() ? 0 : static_cast<std::size_t>(later - times.begin()) - 1;
}

void vtkLandscapeAlgorithm::PublishGrid(const losslandscape::Grid& grid, vtkInformation* info)
{
  info->Set(vtkStreamingDemandDrivenPipeline::WHOLE_EXTENT(), grid.WholeExtent().data(), 6);
  info->Set(vtkDataObject::ORIGIN(), grid.Origin().data(), 3);
  info->Set(vtkDataObject::SPACING(), grid.Spacing().data(), 3);
  info->Set(vtkAlgorithm::CAN_PRODUCE_SUB_EXTENT(), 1);
  vtkDataObject::SetPointDataActiveScalarInfo(info, VTK_DOUBLE, 1);
}

void vtkLandscapeAlgorithm::ShapeImage(
  const losslandscape::Grid& grid, vtkInformation* info, vtkImageData* image)
{
  image->SetOrigin(grid.Origin().data());
  image->SetSpacing(grid.Spacing().data());
  image->SetExtent(info->Get(vtkStreamingDemandDrivenPipeline::UPDATE_EXTENT()));
}

void vtkLandscapeAlgorithm::AddRecipe(const std::string& recipe, vtkDataObject* output)
{
  vtkNew<vtkStringArray> array;
  array->SetName("LossLandscapeRecipe");
  array->InsertNextValue(recipe);
  output->GetFieldData()->AddArray(array);
}

void vtkLandscapeAlgorithm::PrintSelf(ostream& os, vtkIndent indent)
{
  this->Superclass::PrintSelf(os, indent);
}
