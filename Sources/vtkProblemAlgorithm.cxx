// SPDX-License-Identifier: BSD-3-Clause
#include "vtkProblemAlgorithm.h"

#include "Core/Engine/Problem/Problem.h"

#include "vtkDemandDrivenPipeline.h"
#include "vtkInformation.h"
#include "vtkInformationVector.h"

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
  options.Data.Split = static_cast<losslandscape::DatasetSplit>(this->DatasetSplit);
  options.Loss = static_cast<losslandscape::LossKind>(this->Loss);
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
  return this->Superclass::ProcessRequest(request, inputs, outputs);
}

void vtkProblemAlgorithm::ShowNetworkSize(const losslandscape::Problem& problem)
{
  this->NetworkSize = losslandscape::SizeText(problem.Description());
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
