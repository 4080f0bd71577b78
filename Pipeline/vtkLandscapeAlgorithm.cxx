// SPDX-License-Identifier: BSD-3-Clause
#include "vtkLandscapeAlgorithm.h"

#include "Core/Common/Error.h"
#include "Core/Common/Grid.h"
#include "Pipeline/EarlyEnd.h"

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

// Progress is reported in steps of this size, or after so long a silence, since observers may
// redraw windows or be told across a network.
constexpr double ProgressStep = 0.02;
constexpr auto LongestSilence = std::chrono::milliseconds(250);

using losslandscape::Outcome;
using Pipeline = vtkStreamingDemandDrivenPipeline;

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

/// Announces empty outputs without time steps after a failed RequestInformation. What was announced
/// or asked for before is removed, since it would not fit once the settings are mended.
void AnnounceNothing(vtkInformationVector* outputs)
{
  const int nothing[] = { 0, -1, 0, -1, 0, -1 };
  for (int port = 0; port < outputs->GetNumberOfInformationObjects(); ++port)
  {
    vtkInformation* info = outputs->GetInformationObject(port);
    if (vtkImageData::GetData(info))
    {
      info->Set(Pipeline::WHOLE_EXTENT(), nothing, 6);
    }
    info->Remove(Pipeline::UPDATE_EXTENT());
    info->Remove(Pipeline::UPDATE_EXTENT_INITIALIZED());
    info->Remove(Pipeline::TIME_STEPS());
    info->Remove(Pipeline::TIME_RANGE());
  }
}

std::vector<int> WholeExtentOf(vtkInformation* info)
{
  const int* extent = info->Get(Pipeline::WHOLE_EXTENT());
  return extent ? std::vector<int>(extent, extent + 6) : std::vector<int>();
}

bool SeveralProcesses()
{
  auto* controller = vtkMultiProcessController::GetGlobalController();
  return controller && controller->GetNumberOfProcesses() > 1;
}

} // namespace

vtkLandscapeAlgorithm::vtkLandscapeAlgorithm() : Ended(std::make_unique<losslandscape::EarlyEnd>())
{
  this->SetNumberOfInputPorts(0);
  this->SetNumberOfOutputPorts(1);
}

vtkLandscapeAlgorithm::~vtkLandscapeAlgorithm() = default;

Outcome vtkLandscapeAlgorithm::OutcomeOf(const std::function<void()>& work)
{
  try
  {
    work();
    return {};
  }
  catch (const losslandscape::Aborted&)
  {
    return { Outcome::Kind::Aborted, "" };
  }
  catch (const std::bad_alloc&)
  {
    return { Outcome::Kind::Failed, "there is not enough memory; " + this->MemoryAdvice() };
  }
  catch (const std::exception& error)
  {
    return { Outcome::Kind::Failed, error.what() };
  }
}

void vtkLandscapeAlgorithm::RequestUpdateExtent(vtkInformationVector**, vtkInformationVector*)
{
}

std::string vtkLandscapeAlgorithm::MemoryAdvice() const
{
  return "lower Resolution";
}

bool vtkLandscapeAlgorithm::FailsAlone(int) const
{
  return false;
}

bool vtkLandscapeAlgorithm::HasFailed() const
{
  return this->Ended->HasFailed();
}

void vtkLandscapeAlgorithm::Update(int port)
{
  this->UpdatesItself = true;
  this->Superclass::Update(port);
  this->UpdatesItself = false;
}

vtkTypeBool vtkLandscapeAlgorithm::Update(int port, vtkInformationVector* requests)
{
  this->UpdatesItself = true;
  const vtkTypeBool success = this->Superclass::Update(port, requests);
  this->UpdatesItself = false;
  return success;
}

vtkTypeBool vtkLandscapeAlgorithm::ProcessRequest(
  vtkInformation* request, vtkInformationVector** inputs, vtkInformationVector* outputs)
{
  if (request->Has(vtkDemandDrivenPipeline::REQUEST_INFORMATION()))
  {
    this->AnswerInformationRequest(inputs, outputs);
    return 1;
  }
  if (request->Has(Pipeline::REQUEST_UPDATE_EXTENT()))
  {
    this->AnswerExtentRequest(inputs, outputs);
    return 1;
  }
  if (request->Has(vtkDemandDrivenPipeline::REQUEST_DATA()))
  {
    this->AnswerDataRequest(request, inputs, outputs);
    return 1;
  }
  return this->Superclass::ProcessRequest(request, inputs, outputs);
}

/// An abort that was pressed after the last execution had ended was meant for that one. VTK's
/// setter would count as a modification, and make this process execute again, alone among several.
void vtkLandscapeAlgorithm::TakeBackAbort()
{
  this->AbortExecute = 0;
}

/// The executive asks for information once something was modified, and only then, so that earlier
/// failures and aborts are forgotten here.
void vtkLandscapeAlgorithm::AnswerInformationRequest(
  vtkInformationVector** inputs, vtkInformationVector* outputs)
{
  this->TakeBackAbort();
  this->Ended->Forget();
  // The progress of this request starts at 0 again when data are asked for, so it is reported only
  // if it takes long.
  this->CollectsInformation = true;
  this->LastReport = std::chrono::steady_clock::now();
  const Outcome outcome = this->OutcomeOf([&] { this->RequestInformation(inputs, outputs); });
  this->CollectsInformation = false;
  if (outcome.How == Outcome::Kind::Failed)
  {
    AnnounceNothing(outputs);
  }
  this->Ended->KeepInformation(outcome);
}

void vtkLandscapeAlgorithm::AnswerExtentRequest(
  vtkInformationVector** inputs, vtkInformationVector* outputs)
{
  // Another time or extent may be asked for without a request for information.
  this->TakeBackAbort();
  this->Ended->StartPass();
  const Outcome outcome = this->OutcomeOf([&] { this->RequestUpdateExtent(inputs, outputs); });
  if (outcome.How != Outcome::Kind::Done)
  {
    this->Ended->KeepInformation(outcome);
  }
}

void vtkLandscapeAlgorithm::AnswerDataRequest(
  vtkInformation* request, vtkInformationVector** inputs, vtkInformationVector* outputs)
{
  // The executive sets AbortOutput if an input was aborted. That input decides when to start anew.
  if (this->GetAbortOutput() && !SeveralProcesses())
  {
    EmptyOutputs(outputs);
    return;
  }
  const losslandscape::DataQuestion question(request, outputs);
  if (!this->Ended->Covers(question, !SeveralProcesses(), this->UpdatesItself))
  {
    const Outcome outcome = this->OutcomeOf([&] { this->MakeData(inputs, outputs); });
    if (outcome.How == Outcome::Kind::Done)
    {
      // An abort that came when nothing was left to do must not make the executive drop what is
      // done.
      this->TakeBackAbort();
      this->SetAbortOutput(false);
    }
    this->Ended->KeepData(outcome, question, this->FailsAlone(question.Port));
  }
  if (this->Ended->Covers(question, false, false))
  {
    this->GiveNothing(outputs);
  }
  this->Ended->Answer(question);
}

void vtkLandscapeAlgorithm::MakeData(vtkInformationVector** inputs, vtkInformationVector* outputs)
{
  if (this->Ended->LacksInformation())
  {
    this->CompleteInformation(inputs, outputs);
  }
  this->RequestData(inputs, outputs);
}

/// Makes up for a request for information that was aborted, since the executive takes information
/// for known and does not ask again. Whole extents may change, and the extents asked for with them.
void vtkLandscapeAlgorithm::CompleteInformation(
  vtkInformationVector** inputs, vtkInformationVector* outputs)
{
  std::vector<std::vector<int>> announced;
  for (int port = 0; port < outputs->GetNumberOfInformationObjects(); ++port)
  {
    announced.push_back(WholeExtentOf(outputs->GetInformationObject(port)));
  }
  this->RequestInformation(inputs, outputs);
  for (int port = 0; port < outputs->GetNumberOfInformationObjects(); ++port)
  {
    vtkInformation* info = outputs->GetInformationObject(port);
    const std::vector<int> whole = WholeExtentOf(info);
    if (!whole.empty() && whole != announced[port])
    {
      info->Set(Pipeline::UPDATE_EXTENT(), whole.data(), 6);
    }
  }
}

void vtkLandscapeAlgorithm::GiveNothing(vtkInformationVector* outputs)
{
  EmptyOutputs(outputs);
  // With this flag the executive tells consumers of the abort. With several processes it would also
  // start this one anew, alone.
  this->SetAbortOutput(this->Ended->WasAborted() && !SeveralProcesses());
  const std::string news = this->Ended->News();
  if (!news.empty())
  {
    vtkErrorMacro(<< news);
  }
}

bool vtkLandscapeAlgorithm::ReportProgress(double fraction)
{
  const auto now = std::chrono::steady_clock::now();
  const double step = fraction - this->GetProgress();
  const bool isStep = step >= ProgressStep || step < 0.0 || fraction == 1.0;
  if (now - this->LastReport > LongestSilence || (isStep && !this->CollectsInformation))
  {
    this->LastReport = now;
    this->UpdateProgress(fraction);
  }
  return !this->CheckAbort() && !this->GetAbortExecute();
}

bool vtkLandscapeAlgorithm::IsFirstPiece(vtkInformation* info)
{
  return !info->Has(Pipeline::UPDATE_PIECE_NUMBER()) ||
    info->Get(Pipeline::UPDATE_PIECE_NUMBER()) == 0;
}

void vtkLandscapeAlgorithm::PublishTimes(const std::vector<double>& times, vtkInformation* info)
{
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
  info->Set(Pipeline::WHOLE_EXTENT(), grid.WholeExtent().data(), 6);
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
  image->SetExtent(info->Get(Pipeline::UPDATE_EXTENT()));
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
