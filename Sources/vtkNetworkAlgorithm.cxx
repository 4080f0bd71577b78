// SPDX-License-Identifier: BSD-3-Clause
#include "vtkNetworkAlgorithm.h"

#include "Core/Common/Error.h"
#include "Core/Data/Dataset.h"
#include "Core/Network/Machine.h"
#include "Core/Network/Network.h"

#include "vtkDataObject.h"
#include "vtkInformation.h"
#include "vtkInformationVector.h"
#include "vtkObjectFactory.h"
#include "vtkStreamingDemandDrivenPipeline.h"

namespace
{

void PrintValues(ostream& os, vtkIndent indent, const char* name, const std::vector<double>& values)
{
  os << indent << name << ":";
  for (const double value : values)
  {
    os << " " << value;
  }
  os << "\n";
}

void EmptyOutputs(vtkInformationVector* outputs)
{
  for (int port = 0; port < outputs->GetNumberOfInformationObjects(); ++port)
  {
    if (vtkDataObject* output = vtkDataObject::GetData(outputs, port))
    {
      output->Initialize();
    }
  }
}

/// After a failed RequestInformation nothing is known of the output. An extent announced before
/// would be asked for again once the settings are mended, and not fit.
void ForgetExtents(vtkInformationVector* outputs)
{
  for (int port = 0; port < outputs->GetNumberOfInformationObjects(); ++port)
  {
    vtkInformation* info = outputs->GetInformationObject(port);
    info->Remove(vtkStreamingDemandDrivenPipeline::WHOLE_EXTENT());
    info->Remove(vtkStreamingDemandDrivenPipeline::UPDATE_EXTENT());
    info->Remove(vtkStreamingDemandDrivenPipeline::UPDATE_EXTENT_INITIALIZED());
  }
}

} // namespace

vtkNetworkAlgorithm::vtkNetworkAlgorithm()
{
  this->SetNumberOfInputPorts(0);
  this->SetNumberOfOutputPorts(1);
}

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

template <typename Work>
vtkTypeBool vtkNetworkAlgorithm::Guard(vtkInformationVector* outputs, Work&& work)
{
  try
  {
    work();
    return 1;
  }
  catch (const losslandscape::Aborted&)
  {
    // Answered: the next update starts anew.
    this->SetAbortExecute(0);
    this->SetAbortOutput(true);
    EmptyOutputs(outputs);
    return 1;
  }
  catch (const std::exception& error)
  {
    vtkErrorMacro(<< error.what());
    EmptyOutputs(outputs);
    return 0;
  }
}

vtkTypeBool vtkNetworkAlgorithm::ProcessRequest(
  vtkInformation* request, vtkInformationVector** inputs, vtkInformationVector* outputs)
{
  if (request->Has(vtkDemandDrivenPipeline::REQUEST_INFORMATION()))
  {
    const vtkTypeBool success = this->Guard(outputs, [&] { this->RequestInformation(outputs); });
    if (!success)
    {
      ForgetExtents(outputs);
    }
    return success;
  }
  if (request->Has(vtkDemandDrivenPipeline::REQUEST_DATA()))
  {
    return this->Guard(outputs, [&] { this->RequestData(outputs); });
  }
  return this->Superclass::ProcessRequest(request, inputs, outputs);
}

losslandscape::NetworkOptions vtkNetworkAlgorithm::MakeNetworkOptions() const
{
  losslandscape::NetworkOptions options;
  options.Architecture = this->Architecture;
  options.HiddenWidths.assign(this->HiddenWidths.begin(), this->HiddenWidths.end());
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

bool vtkNetworkAlgorithm::ReportProgress(double fraction)
{
  this->UpdateProgress(fraction);
  return !this->CheckAbort() && !this->GetAbortExecute();
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
  os << indent << "HiddenWidths:";
  for (const int width : this->HiddenWidths)
  {
    os << " " << width;
  }
  os << "\n";
  os << indent << "NetworkFile: " << this->NetworkFile << "\n";
  os << indent << "WeightsFile: " << this->WeightsFile << "\n";
  os << indent << "Dataset: " << this->Dataset << "\n";
  os << indent << "DatasetPath: " << this->DatasetPath << "\n";
  os << indent << "NumberOfSamples: " << this->NumberOfSamples << "\n";
  os << indent << "SampleSeed: " << this->SampleSeed << "\n";
  PrintValues(os, indent, "Mean", this->Mean);
  PrintValues(os, indent, "StandardDeviation", this->StandardDeviation);
  os << indent << "Loss: " << this->Loss << "\n";
  os << indent << "Device: " << this->Device << "\n";
  os << indent << "Threads: " << this->Threads << "\n";
}
