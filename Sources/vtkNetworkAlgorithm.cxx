// SPDX-License-Identifier: BSD-3-Clause
#include "vtkNetworkAlgorithm.h"

#include "Core/Data/Dataset.h"
#include "Core/Engine/Network/Network.h"
#include "Core/Engine/Problem/Loss.h"
#include "Core/Engine/Torch/KernelCheck.h"
#include "Core/Engine/Torch/Machine.h"
#include "Pipeline/PrintValues.h"
#include "Pipeline/SettingRange.h"

#include <algorithm>
#include <iterator>

namespace
{

/// The largest accepted setting of a transformer's shape: a larger number is taken for a slip of
/// the keyboard.
constexpr int LargestTransformerSize = 4096;

} // namespace

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

void vtkNetworkAlgorithm::AddClassWeight(double weight)
{
  this->ClassWeights.push_back(weight);
  this->Modified();
}

void vtkNetworkAlgorithm::RemoveAllClassWeights()
{
  this->ClassWeights.clear();
  this->Modified();
}

void vtkNetworkAlgorithm::AddMovingParameters(const char* pattern)
{
  if (pattern && *pattern)
  {
    this->MovingParameters.emplace_back(pattern);
    this->Modified();
  }
}

void vtkNetworkAlgorithm::RemoveAllMovingParameters()
{
  this->MovingParameters.clear();
  this->Modified();
}

void vtkNetworkAlgorithm::SetWeightsFile(const char* path)
{
  this->WeightsFiles.assign(1, path ? path : "");
  this->Modified();
}

const char* vtkNetworkAlgorithm::GetWeightsFile() const
{
  return this->WeightsFiles.empty() ? "" : this->WeightsFiles.front().c_str();
}

void vtkNetworkAlgorithm::AddWeightsFile(const char* path)
{
  this->WeightsFiles.emplace_back(path ? path : "");
  this->Modified();
}

void vtkNetworkAlgorithm::RemoveAllWeightsFiles()
{
  this->WeightsFiles.clear();
  this->Modified();
}

losslandscape::NetworkOptions vtkNetworkAlgorithm::MakeNetworkOptions() const
{
  losslandscape::NetworkOptions options;
  options.Architecture = this->Architecture;
  options.HiddenWidths.assign(this->HiddenWidths.begin(), this->HiddenWidths.end());
  using losslandscape::InRange;
  options.Transformer = { InRange("PatchSize", this->PatchSize, 0, LargestTransformerSize),
    InRange("TransformerDepth", this->TransformerDepth, 0, LargestTransformerSize),
    InRange("TransformerWidth", this->TransformerWidth, 0, LargestTransformerSize) };
  options.NetworkFile = this->NetworkFile;
  options.Output = this->NetworkOutput;
  if (!this->WeightsFiles.empty())
  {
    options.WeightsFile = this->WeightsFiles.front();
    std::copy_if(this->WeightsFiles.begin() + 1, this->WeightsFiles.end(),
      std::back_inserter(options.AdapterFiles),
      [](const std::string& file) { return !file.empty(); });
  }
  options.MovingParameters = this->MovingParameters;
  return options;
}

losslandscape::DatasetOptions vtkNetworkAlgorithm::MakeDatasetOptions() const
{
  losslandscape::DatasetOptions options;
  options.Kind = static_cast<losslandscape::DatasetKind>(
    losslandscape::InRange<int>("Dataset", this->Dataset, DIGITS, TENSOR_FILE));
  options.Path = this->DatasetPath;
  options.NumberOfSamples = this->NumberOfSamples;
  options.SampleSeed = static_cast<std::uint64_t>(this->SampleSeed);
  options.Mean = this->Mean;
  options.StandardDeviation = this->StandardDeviation;
  return options;
}

losslandscape::LossOptions vtkNetworkAlgorithm::MakeLossOptions() const
{
  losslandscape::LossOptions options(static_cast<losslandscape::LossKind>(
    losslandscape::InRange<int>("Loss", this->Loss, CROSS_ENTROPY, HUBER)));
  options.IgnoredLabel = this->IgnoredLabel;
  options.LabelSmoothing = this->LabelSmoothing;
  options.ClassWeights = this->ClassWeights;
  return options;
}

std::vector<vtkNetworkAlgorithm::MemorySetting> vtkNetworkAlgorithm::MemorySettings() const
{
  return { { "Threads", this->Threads, "one per processor, each with a copy of the network" },
    { "NumberOfSamples", this->NumberOfSamples, "all" } };
}

std::string vtkNetworkAlgorithm::MemoryAdvice() const
{
  std::string advice;
  for (const MemorySetting& setting : this->MemorySettings())
  {
    if (setting.Value == 1)
    {
      continue;
    }
    advice += advice.empty() ? "set a lower " : ", ";
    advice += std::string(setting.Name) + " (now " + std::to_string(setting.Value) +
      (setting.Value == 0 ? std::string(": ") + setting.Zero : "") + ")";
  }
  return advice.empty() ? "take a smaller network, or a machine with more memory" : advice;
}

void vtkNetworkAlgorithm::WarnOfLibraries()
{
  if (this->WarnedOfLibraries)
  {
    return;
  }
  this->WarnedOfLibraries = true;
  for (const std::string& advice :
    { losslandscape::SlowBlasAdvice(), losslandscape::AvoidWrongKernels() })
  {
    if (!advice.empty())
    {
      vtkWarningMacro(<< advice);
    }
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
  os << indent << "Output: " << this->NetworkOutput << "\n";
  losslandscape::PrintValues(os, indent, "WeightsFile", this->WeightsFiles);
  losslandscape::PrintValues(os, indent, "MovingParameters", this->MovingParameters);
  os << indent << "Dataset: " << this->Dataset << "\n";
  os << indent << "DatasetPath: " << this->DatasetPath << "\n";
  os << indent << "NumberOfSamples: " << this->NumberOfSamples << "\n";
  os << indent << "SampleSeed: " << this->SampleSeed << "\n";
  losslandscape::PrintValues(os, indent, "Mean", this->Mean);
  losslandscape::PrintValues(os, indent, "StandardDeviation", this->StandardDeviation);
  os << indent << "Loss: " << this->Loss << "\n";
  os << indent << "IgnoredLabel: " << this->IgnoredLabel << "\n";
  os << indent << "LabelSmoothing: " << this->LabelSmoothing << "\n";
  losslandscape::PrintValues(os, indent, "ClassWeights", this->ClassWeights);
  os << indent << "Device: " << this->Device << "\n";
  os << indent << "Threads: " << this->Threads << "\n";
}
