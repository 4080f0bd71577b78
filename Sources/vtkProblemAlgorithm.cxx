// SPDX-License-Identifier: BSD-3-Clause
#include "vtkProblemAlgorithm.h"

#include "Core/Network/Problem.h"

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

std::function<bool(double)> vtkProblemAlgorithm::ProgressOf(double first, double last)
{
  return [=](double fraction) { return this->ReportProgress(first + (last - first) * fraction); };
}

void vtkProblemAlgorithm::PrintSelf(ostream& os, vtkIndent indent)
{
  this->Superclass::PrintSelf(os, indent);
  os << indent << "DatasetSplit: " << this->DatasetSplit << "\n";
  os << indent << "BatchSize: " << this->BatchSize << "\n";
}
