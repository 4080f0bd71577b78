// SPDX-License-Identifier: BSD-3-Clause
#include "Pipeline/EarlyEnd.h"

#include "vtkExecutive.h"
#include "vtkInformation.h"
#include "vtkInformationVector.h"
#include "vtkStreamingDemandDrivenPipeline.h"

#include <algorithm>

namespace losslandscape
{

DataQuestion::DataQuestion(vtkInformation* request, vtkInformationVector* outputs)
  : Consumer(request), Port(request->Get(vtkExecutive::FROM_OUTPUT_PORT()))
{
  using Pipeline = vtkStreamingDemandDrivenPipeline;
  vtkInformation* info = outputs->GetInformationObject(std::max(this->Port, 0));
  auto& [time, piece, pieces] = this->Part;
  if (info->Has(Pipeline::UPDATE_TIME_STEP()))
  {
    time = info->Get(Pipeline::UPDATE_TIME_STEP());
  }
  piece = info->Get(Pipeline::UPDATE_PIECE_NUMBER());
  pieces = info->Get(Pipeline::UPDATE_NUMBER_OF_PIECES());
}

void EarlyEnd::Forget()
{
  this->Last = {};
  this->Part.reset();
  this->OnlyPort.reset();
  this->Answered.clear();
  this->Said.clear();
}

void EarlyEnd::KeepInformation(const Outcome& outcome)
{
  this->Last = outcome;
}

void EarlyEnd::KeepData(const Outcome& outcome, const DataQuestion& question, bool alone)
{
  this->Last = outcome;
  this->Part = question.Part;
  this->OnlyPort.reset();
  if (alone && outcome.How == Outcome::Kind::Failed)
  {
    this->OnlyPort = question.Port;
  }
}

bool EarlyEnd::Covers(const DataQuestion& question, bool mayAskAgain, bool itself)
{
  if (this->Last.How == Outcome::Kind::Done || (this->Part && *this->Part != question.Part) ||
    (this->OnlyPort && *this->OnlyPort != question.Port))
  {
    return false;
  }
  return !(this->WasAborted() && mayAskAgain && this->IsAskedAgain(question, itself));
}

bool EarlyEnd::IsAskedAgain(const DataQuestion& question, bool itself) const
{
  return this->IsNewPass &&
    std::any_of(this->Answered.begin(), this->Answered.end(),
      [&](const auto& answered) {
        return answered.second == question.Port && (itself || answered.first == question.Consumer);
      });
}

void EarlyEnd::Answer(const DataQuestion& question)
{
  this->IsNewPass = false;
  if (this->WasAborted())
  {
    this->Answered.emplace(question.Consumer, question.Port);
  }
  else
  {
    this->Answered.clear();
  }
}

std::string EarlyEnd::News()
{
  const bool isNew = this->Said.insert(this->Last.Message).second;
  return isNew ? this->Last.Message : "";
}

} // namespace losslandscape
