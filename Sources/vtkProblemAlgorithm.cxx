// SPDX-License-Identifier: BSD-3-Clause
#include "vtkProblemAlgorithm.h"

#include "Core/Engine/Problem/Problem.h"
#include "Pipeline/RankGroup.h"
#include "Pipeline/SettingRange.h"

#include "vtkDemandDrivenPipeline.h"
#include "vtkInformation.h"
#include "vtkInformationVector.h"
#include "vtkMultiProcessController.h"

vtkProblemAlgorithm::vtkProblemAlgorithm()
{
  this->NumberOfSamples = 200;
}

vtkProblemAlgorithm::~vtkProblemAlgorithm() = default;

losslandscape::ProblemOptions vtkProblemAlgorithm::MakeProblemOptions() const
{
  losslandscape::ProblemOptions options;
  options.Network = this->MakeNetworkOptions();
  options.Data = this->MakeDatasetOptions();
  options.Data.Split = static_cast<losslandscape::DatasetSplit>(
    losslandscape::InRange<int>("DatasetSplit", this->DatasetSplit, TRAIN, TEST));
  options.Loss = this->MakeLossOptions();
  options.Device = this->Device;
  options.BatchSize = this->BatchSize;
  return options;
}

vtkTypeBool vtkProblemAlgorithm::ProcessRequest(
  vtkInformation* request, vtkInformationVector** inputs, vtkInformationVector* outputs)
{
  if (request->Has(vtkDemandDrivenPipeline::REQUEST_DATA_NOT_GENERATED()))
  {
    const int wanted = request->Get(vtkExecutive::FROM_OUTPUT_PORT());
    for (int port = 0; wanted >= 0 && port < outputs->GetNumberOfInformationObjects(); ++port)
    {
      if (port != wanted)
      {
        outputs->GetInformationObject(port)->Set(vtkDemandDrivenPipeline::DATA_NOT_GENERATED(), 1);
      }
    }
    return 1;
  }
  if (request->Has(vtkDemandDrivenPipeline::REQUEST_INFORMATION()))
  {
    this->NetworkSize.clear();
  }
  const vtkTypeBool success = this->Superclass::ProcessRequest(request, inputs, outputs);
  if (this->HasFailed())
  {
    this->NetworkSize.clear();
  }
  return success;
}

std::vector<vtkProblemAlgorithm::MemorySetting> vtkProblemAlgorithm::MemorySettings() const
{
  auto settings = this->Superclass::MemorySettings();
  settings.push_back({ "BatchSize", this->BatchSize, "automatic" });
  return settings;
}

void vtkProblemAlgorithm::LookAtNetwork(const LoadProblem& load)
{
  const auto look = [&] { this->NetworkSize = losslandscape::SizeText(load()->Description()); };
  const losslandscape::RankGroup ranks(vtkMultiProcessController::GetGlobalController());
  if (ranks.IsAlone())
  {
    look();
    return;
  }
  if (ranks.Rank() == 0)
  {
    try
    {
      look();
    }
    catch (const std::exception&)
    {
      this->NetworkSize.clear();
    }
  }
}

bool vtkProblemAlgorithm::IsWanted(vtkInformation* info)
{
  return !info->Has(vtkDemandDrivenPipeline::DATA_NOT_GENERATED());
}

std::function<bool(double)> vtkProblemAlgorithm::ProgressOf(double first, double last)
{
  return [=](double fraction) { return this->ReportProgress(first + (last - first) * fraction); };
}

void vtkProblemAlgorithm::PrintSelf(ostream& os, vtkIndent indent)
{
  this->Superclass::PrintSelf(os, indent);
  os << indent << "DatasetSplit: " << this->DatasetSplit << "\n";
  os << indent << "BatchSize: " << this->BatchSize << "\n";
  os << indent << "NetworkSize: " << this->NetworkSize << "\n";
}
