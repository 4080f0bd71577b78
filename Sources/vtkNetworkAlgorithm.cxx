// SPDX-License-Identifier: BSD-3-Clause
#include "vtkNetworkAlgorithm.h"

#include "Core/Data/Dataset.h"
#include "Core/Engine/Network/Network.h"
#include "Core/Engine/Torch/Machine.h"
#include "Pipeline/PrintValues.h"

vtkNetworkAlgorithm::vtkNetworkAlgorithm() = default;

vtkNetworkAlgorithm::~vtkNetworkAlgorithm() = default;

void vtkNetworkAlgorithm::AddHiddenWidth(int width)
{
  this->HiddenWidths.push_back(width);
  this->Modified();
}

void vtkNetworkAlgorithm::RemoveAllHiddenWidths()
{
  this->HiddenWidths.clear();
  this->Modified();
}

void vtkNetworkAlgorithm::AddMean(double value)
{
  this->Mean.push_back(value);
  this->Modified();
}

void vtkNetworkAlgorithm::RemoveAllMeans()
{
  this->Mean.clear();
  this->Modified();
}

void vtkNetworkAlgorithm::AddStandardDeviation(double value)
{
  this->StandardDeviation.push_back(value);
  this->Modified();
}

void vtkNetworkAlgorithm::RemoveAllStandardDeviations()
{
  this->StandardDeviation.clear();
  this->Modified();
}

losslandscape::NetworkOptions vtkNetworkAlgorithm::MakeNetworkOptions() const
{
  losslandscape::NetworkOptions options;
  options.Architecture = this->Architecture;
  options.HiddenWidths.assign(this->HiddenWidths.begin(), this->HiddenWidths.end());
  options.Transformer = { this->PatchSize, this->TransformerDepth, this->TransformerWidth };
  options.NetworkFile = this->NetworkFile;
  options.WeightsFile = this->WeightsFile;
  return options;
}

losslandscape::DatasetOptions vtkNetworkAlgorithm::MakeDatasetOptions() const
{
  losslandscape::DatasetOptions options;
  options.Kind = static_cast<losslandscape::DatasetKind>(this->Dataset);
  options.Path = this->DatasetPath;
  options.NumberOfSamples = this->NumberOfSamples;
  options.SampleSeed = static_cast<std::uint64_t>(this->SampleSeed);
  options.Mean = this->Mean;
  options.StandardDeviation = this->StandardDeviation;
  return options;
}

std::string vtkNetworkAlgorithm::MemoryAdvice() const
{
  return "lower Resolution, NumberOfSamples, BatchSize or Threads";
}

void vtkNetworkAlgorithm::WarnIfBlasIsSlow()
{
  const std::string advice = losslandscape::SlowBlasAdvice();
  if (!advice.empty() && !this->WarnedOfBlas)
  {
    this->WarnedOfBlas = true;
    vtkWarningMacro(<< advice);
  }
}

void vtkNetworkAlgorithm::PrintSelf(ostream& os, vtkIndent indent)
{
  this->Superclass::PrintSelf(os, indent);
  os << indent << "Architecture: " << this->Architecture << "\n";
  losslandscape::PrintValues(os, indent, "HiddenWidths", this->HiddenWidths);
  os << indent << "PatchSize: " << this->PatchSize << "\n";
  os << indent << "TransformerDepth: " << this->TransformerDepth << "\n";
  os << indent << "TransformerWidth: " << this->TransformerWidth << "\n";
  os << indent << "NetworkFile: " << this->NetworkFile << "\n";
  os << indent << "WeightsFile: " << this->WeightsFile << "\n";
  os << indent << "Dataset: " << this->Dataset << "\n";
  os << indent << "DatasetPath: " << this->DatasetPath << "\n";
  os << indent << "NumberOfSamples: " << this->NumberOfSamples << "\n";
  os << indent << "SampleSeed: " << this->SampleSeed << "\n";
  losslandscape::PrintValues(os, indent, "Mean", this->Mean);
  losslandscape::PrintValues(os, indent, "StandardDeviation", this->StandardDeviation);
  os << indent << "Loss: " << this->Loss << "\n";
  os << indent << "Device: " << this->Device << "\n";
  os << indent << "Threads: " << this->Threads << "\n";
}
