// SPDX-License-Identifier: BSD-3-Clause
#include "vtkModeConnectivitySource.h"

#include "ConnectivityOutput.h"
#include "Core/Engine/Studies/Connectivity/BezierPath.h"
#include "Pipeline/OutputArrays.h"
#include "Pipeline/SettingRange.h"

#include "vtkDoubleArray.h"
#include "vtkInformation.h"
#include "vtkInformationVector.h"
#include "vtkObjectFactory.h"
#include "vtkPolyData.h"
#include "vtkStringArray.h"
#include "vtkTable.h"
#include "vtkTimeStamp.h"

#include <cmath>
#include <filesystem>

namespace
{

/// Where in the progress bar loading and training end; the rest is evaluation.
constexpr double LoadingShare = 0.02;
constexpr double TrainingShare = 0.8;

} // namespace

struct vtkModeConnectivitySource::Internals
{
  losslandscape::Modes Ends;
  losslandscape::Bend TheBend;
  /// Recipe of what the bend was trained from; empty if there is no bend.
  std::string BendKey;
  std::string BendFile;
  losslandscape::BezierPath Path;
  std::string Recipe;
  losslandscape::CacheUse FileUse;
  vtkTimeStamp LoadedAt;
  vtkTimeStamp ComputedAt;
};

vtkStandardNewMacro(vtkModeConnectivitySource);

vtkModeConnectivitySource::vtkModeConnectivitySource() : Impl(std::make_unique<Internals>())
{
  this->NumberOfSamples = 0;
  this->SetNumberOfOutputPorts(2);
}

vtkModeConnectivitySource::~vtkModeConnectivitySource() = default;

int vtkModeConnectivitySource::FillOutputPortInformation(int port, vtkInformation* info)
{
  info->Set(vtkDataObject::DATA_TYPE_NAME(), port == 0 ? "vtkPolyData" : "vtkTable");
  return 1;
}

std::vector<vtkModeConnectivitySource::MemorySetting> vtkModeConnectivitySource::MemorySettings()
  const
{
  auto settings = this->Superclass::MemorySettings();
  settings.push_back({ "TrainingBatchSize", this->TrainingBatchSize });
  return settings;
}

losslandscape::BendOptions vtkModeConnectivitySource::MakeBendOptions() const
{
  losslandscape::BendOptions options;
  options.LearningRate.Initial = this->LearningRate;
  options.Momentum = this->Momentum;
  options.Epochs = this->Epochs;
  options.BatchSize = this->TrainingBatchSize;
  options.Seed = static_cast<std::uint64_t>(this->Seed);
  options.Threads = this->Threads;
  return options;
}

losslandscape::PathOptions vtkModeConnectivitySource::MakePathOptions() const
{
  losslandscape::PathOptions options;
  options.Points = this->NumberOfCurvePoints;
  options.Orthogonalize = this->Orthogonalize != 0;
  return options;
}

void vtkModeConnectivitySource::RequestInformation(
  vtkInformationVector**, vtkInformationVector* outputs)
{
  for (int port = 0; port < 2; ++port)
  {
    outputs->GetInformationObject(port)->Set(vtkAlgorithm::CAN_HANDLE_PIECE_REQUEST(), 1);
  }
  this->LookAtNetwork(
    [this]
    {
      this->LoadEnds();
      return this->Impl->Ends.First;
    });
}

void vtkModeConnectivitySource::RequestData(vtkInformationVector**, vtkInformationVector* outputs)
{
  if (IsWanted(outputs->GetInformationObject(0)))
  {
    this->MakeCurve(outputs->GetInformationObject(0));
  }
  if (IsWanted(outputs->GetInformationObject(1)))
  {
    this->MakeTraining(outputs->GetInformationObject(1));
  }
}

void vtkModeConnectivitySource::MakeCurve(vtkInformation* info)
{
  vtkPolyData* curve = vtkPolyData::GetData(info);
  if (!IsFirstPiece(info))
  {
    losslandscape::FillCurve({}, curve);
    return;
  }
  this->Compute();
  losslandscape::FillCurve(this->Impl->Path, curve);
  this->AddFieldData(curve);
}

void vtkModeConnectivitySource::MakeTraining(vtkInformation* info)
{
  vtkTable* training = vtkTable::GetData(info);
  if (!IsFirstPiece(info))
  {
    losslandscape::FillTraining({}, training);
    return;
  }
  this->Compute();
  losslandscape::FillTraining(this->Impl->TheBend.Epochs, training);
  this->AddFieldData(training);
}

void vtkModeConnectivitySource::Compute()
{
  auto& self = *this->Impl;
  if (self.ComputedAt.GetMTime() > this->GetMTime())
  {
    return;
  }
  this->WarnOfLibraries();
  losslandscape::EvaluationStore store(this->CacheFile);
  const CacheWarnings warnings(this, store);
  this->TrainBend(store);
  this->WriteBend();
  const auto options = this->MakePathOptions();
  self.Path = losslandscape::EvaluatePath(
    store, self.Ends, self.TheBend, options, this->Threads, this->ProgressOf(TrainingShare, 1.0));
  self.FileUse = store.Use();
  self.Recipe =
    losslandscape::PathRecipe(self.Ends, this->MakeBendOptions(), self.TheBend, options);
  if (!std::isfinite(self.Path.CurveBarrier) || !std::isfinite(self.Path.LineBarrier))
  {
    vtkWarningMacro("losses on the curve or on the line are NaN or infinite; they stay in the "
                    "array `loss` as they are");
  }
  self.ComputedAt.Modified();
}

/// Loads both networks, once after each modification.
void vtkModeConnectivitySource::LoadEnds()
{
  auto& self = *this->Impl;
  if (self.LoadedAt.GetMTime() > this->GetMTime())
  {
    return;
  }
  losslandscape::ProblemOptions problem = this->MakeProblemOptions();
  problem.BatchNorm.Mode = losslandscape::BatchNormMode::Recalibrated;
  problem.BatchNorm.RecalibrationSamples =
    losslandscape::InRange("RecalibrationSamples", this->RecalibrationSamples, 0, VTK_INT_MAX);
  self.Ends =
    losslandscape::LoadModes(problem, this->EndWeightsFile, this->ProgressOf(0.0, LoadingShare));
  self.LoadedAt.Modified();
}

void vtkModeConnectivitySource::TrainBend(losslandscape::EvaluationStore& store)
{
  auto& self = *this->Impl;
  this->LoadEnds();
  losslandscape::CheckBendFile(self.Ends, this->OutputFile);
  const auto options = this->MakeBendOptions();
  const std::string key = losslandscape::BendRecipe(self.Ends, options);
  if (key == self.BendKey)
  {
    losslandscape::KeepBend(store, self.Ends, options, self.TheBend);
    return;
  }
  self.BendKey.clear();
  self.BendFile.clear();
  self.TheBend = losslandscape::TrainBend(
    store, self.Ends, options, this->ProgressOf(LoadingShare, TrainingShare));
  self.BendKey = key;
}

/// Writes the bend to OutputFile. The same bend is not written twice, unless its file is gone: to
/// sources that read the file it would seem to have changed.
void vtkModeConnectivitySource::WriteBend()
{
  auto& self = *this->Impl;
  std::error_code ignored;
  const bool isWritten =
    this->OutputFile == self.BendFile && std::filesystem::exists(this->OutputFile, ignored);
  if (!this->OutputFile.empty() && !isWritten)
  {
    losslandscape::WriteBend(self.TheBend, this->OutputFile);
  }
  self.BendFile = this->OutputFile;
}

void vtkModeConnectivitySource::AddFieldData(vtkDataObject* output) const
{
  const auto& self = *this->Impl;
  vtkFieldData* fields = output->GetFieldData();
  losslandscape::AddValues<vtkDoubleArray>(
    fields, "barrier_curve", std::vector<double>{ self.Path.CurveBarrier });
  losslandscape::AddValues<vtkDoubleArray>(
    fields, "barrier_line", std::vector<double>{ self.Path.LineBarrier });
  losslandscape::AddValues<vtkStringArray>(
    fields, "bend_file", std::vector<std::string>{ self.BendFile });
  AddRecipe(self.Recipe, output);
  this->ReportCache(self.FileUse, output);
}

void vtkModeConnectivitySource::PrintSelf(ostream& os, vtkIndent indent)
{
  this->Superclass::PrintSelf(os, indent);
  os << indent << "EndWeightsFile: " << this->EndWeightsFile << "\n";
  os << indent << "Epochs: " << this->Epochs << "\n";
  os << indent << "TrainingBatchSize: " << this->TrainingBatchSize << "\n";
  os << indent << "LearningRate: " << this->LearningRate << "\n";
  os << indent << "Momentum: " << this->Momentum << "\n";
  os << indent << "Seed: " << this->Seed << "\n";
  os << indent << "NumberOfCurvePoints: " << this->NumberOfCurvePoints << "\n";
  os << indent << "Orthogonalize: " << this->Orthogonalize << "\n";
  os << indent << "RecalibrationSamples: " << this->RecalibrationSamples << "\n";
  os << indent << "OutputFile: " << this->OutputFile << "\n";
}
