// SPDX-License-Identifier: BSD-3-Clause
#include "vtkTrainNetworkSource.h"

#include "Core/Engine/Studies/Training/Training.h"
#include "Pipeline/OutputArrays.h"
#include "Pipeline/PrintValues.h"
#include "Pipeline/SettingRange.h"

#include "vtkDataSetAttributes.h"
#include "vtkDoubleArray.h"
#include "vtkInformation.h"
#include "vtkInformationVector.h"
#include "vtkIntArray.h"
#include "vtkObjectFactory.h"
#include "vtkStreamingDemandDrivenPipeline.h"
#include "vtkStringArray.h"
#include "vtkTable.h"

#include <cmath>

namespace
{

using losslandscape::AddColumn;
using losslandscape::EpochRecord;

void FillRows(vtkFieldData* rows, const std::vector<EpochRecord>& epochs)
{
  AddColumn<vtkIntArray>(rows, "epoch", epochs, &EpochRecord::Epoch);
  AddColumn<vtkDoubleArray>(rows, "train_loss", epochs, &EpochRecord::TrainLoss);
  AddColumn<vtkDoubleArray>(rows, "train_accuracy", epochs, &EpochRecord::TrainAccuracy);
  AddColumn<vtkDoubleArray>(rows, "test_loss", epochs, &EpochRecord::TestLoss);
  AddColumn<vtkDoubleArray>(rows, "test_accuracy", epochs, &EpochRecord::TestAccuracy);
  AddColumn<vtkDoubleArray>(rows, "learning_rate", epochs, &EpochRecord::LearningRate);
  AddColumn<vtkDoubleArray>(rows, "gradient_norm", epochs, &EpochRecord::GradientNorm);
}

} // namespace

vtkStandardNewMacro(vtkTrainNetworkSource);

struct vtkTrainNetworkSource::Internals
{
  losslandscape::TrainingResult Result;
  vtkMTimeType TrainedAt = 0;
};

vtkTrainNetworkSource::vtkTrainNetworkSource() : Impl(std::make_unique<Internals>())
{
}

vtkTrainNetworkSource::~vtkTrainNetworkSource() = default;

void vtkTrainNetworkSource::AddLearningRateStep(int epoch)
{
  this->LearningRateSteps.push_back(epoch);
  this->Modified();
}

void vtkTrainNetworkSource::RemoveAllLearningRateSteps()
{
  this->LearningRateSteps.clear();
  this->Modified();
}

int vtkTrainNetworkSource::FillOutputPortInformation(int, vtkInformation* info)
{
  info->Set(vtkDataObject::DATA_TYPE_NAME(), "vtkTable");
  return 1;
}

void vtkTrainNetworkSource::RequestInformation(
  vtkInformationVector**, vtkInformationVector* outputs)
{
  outputs->GetInformationObject(0)->Set(vtkAlgorithm::CAN_HANDLE_PIECE_REQUEST(), 1);
}

void vtkTrainNetworkSource::RequestData(vtkInformationVector**, vtkInformationVector* outputs)
{
  vtkInformation* info = outputs->GetInformationObject(0);
  vtkTable* table = vtkTable::GetData(info);
  if (info->Get(vtkStreamingDemandDrivenPipeline::UPDATE_PIECE_NUMBER()) > 0)
  {
    FillRows(table->GetRowData(), {});
    return;
  }
  this->WarnOfLibraries();
  const auto options = this->MakeTrainingOptions();
  const std::string recipe = losslandscape::TrainingRecipe(options);
  // Asking for another piece executes again, though nothing changed that training depends on.
  if (this->Impl->TrainedAt < this->GetMTime())
  {
    this->Impl->Result = losslandscape::Train(
      options, [this](double fraction) { return this->ReportProgress(fraction); });
    this->Impl->TrainedAt = this->GetMTime();
    if (!std::isfinite(this->Impl->Result.Epochs.back().TrainLoss))
    {
      vtkWarningMacro("training diverged: the last train_loss is not finite; lower LearningRate");
    }
  }
  FillRows(table->GetRowData(), this->Impl->Result.Epochs);
  AddRecipe(recipe, table);
  losslandscape::AddValues<vtkStringArray>(
    table->GetFieldData(), "checkpoints", this->Impl->Result.Checkpoints);
}

std::vector<vtkTrainNetworkSource::MemorySetting> vtkTrainNetworkSource::MemorySettings() const
{
  auto settings = this->Superclass::MemorySettings();
  settings.push_back({ "BatchSize", this->BatchSize });
  return settings;
}

losslandscape::TrainingOptions vtkTrainNetworkSource::MakeTrainingOptions() const
{
  losslandscape::TrainingOptions options;
  options.Network = this->MakeNetworkOptions();
  options.Data = this->MakeDatasetOptions();
  options.Loss = this->MakeLossOptions();
  options.Optimizer = static_cast<losslandscape::Optimizer>(
    losslandscape::InRange<int>("Optimizer", this->Optimizer, SGD, ADAM));
  options.LearningRate.Initial = this->LearningRate;
  options.LearningRate.Schedule =
    static_cast<losslandscape::LearningRateSchedule>(losslandscape::InRange<int>(
      "LearningRateSchedule", this->LearningRateSchedule, CONSTANT, COSINE));
  options.LearningRate.Milestones.assign(
    this->LearningRateSteps.begin(), this->LearningRateSteps.end());
  options.LearningRate.Factor = this->LearningRateFactor;
  options.Momentum = this->Momentum;
  options.WeightDecay = this->WeightDecay;
  options.Epochs = this->Epochs;
  options.BatchSize = this->BatchSize;
  options.Augment = losslandscape::InRange<int>(
                      "Augmentation", this->Augmentation, OFF, FLIP_AND_CROP) == FLIP_AND_CROP;
  options.Seed = static_cast<std::uint64_t>(this->Seed);
  options.OutputDirectory = this->OutputDirectory;
  options.EpochsPerCheckpoint = this->EpochsPerCheckpoint;
  options.StepsPerCheckpoint = this->StepsPerCheckpoint;
  options.Device = this->Device;
  options.Threads = this->Threads;
  return options;
}

void vtkTrainNetworkSource::PrintSelf(ostream& os, vtkIndent indent)
{
  this->Superclass::PrintSelf(os, indent);
  os << indent << "Optimizer: " << this->Optimizer << "\n";
  os << indent << "LearningRate: " << this->LearningRate << "\n";
  os << indent << "LearningRateSchedule: " << this->LearningRateSchedule << "\n";
  losslandscape::PrintValues(os, indent, "LearningRateSteps", this->LearningRateSteps);
  os << indent << "LearningRateFactor: " << this->LearningRateFactor << "\n";
  os << indent << "Momentum: " << this->Momentum << "\n";
  os << indent << "WeightDecay: " << this->WeightDecay << "\n";
  os << indent << "Epochs: " << this->Epochs << "\n";
  os << indent << "BatchSize: " << this->BatchSize << "\n";
  os << indent << "Augmentation: " << this->Augmentation << "\n";
  os << indent << "Seed: " << this->Seed << "\n";
  os << indent << "OutputDirectory: " << this->OutputDirectory << "\n";
  os << indent << "EpochsPerCheckpoint: " << this->EpochsPerCheckpoint << "\n";
  os << indent << "StepsPerCheckpoint: " << this->StepsPerCheckpoint << "\n";
}
