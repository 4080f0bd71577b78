// SPDX-License-Identifier: BSD-3-Clause
#ifndef losslandscape_Engine_Problem_ProblemJson_h
#define losslandscape_Engine_Problem_ProblemJson_h

#include "Core/Common/OptionsJson.h"
#include "Core/Engine/Network/NetworkJson.h"
#include "Core/Engine/Problem/Problem.h"

namespace losslandscape
{

inline const char* SplitName(DatasetSplit split)
{
  return split == DatasetSplit::Train ? "Train" : "Test";
}

/// Names these options in recipes and keys (see OptionsJson.h). Options named "..._requested" may
/// ask for something automatic; a recipe also has what that led to.
template <typename Archive>
void MapOptions(Archive& archive, Mapped<Archive, DatasetOptions>& options)
{
  auto& [kind, path, split, numberOfSamples, sampleSeed, mean, standardDeviation] = options;
  archive.Name("dataset", kind,
    { DatasetKind::Digits, DatasetKind::Spirals, DatasetKind::SwissRoll, DatasetKind::Cifar10,
      DatasetKind::Cifar100, DatasetKind::Mnist, DatasetKind::ImageFolder,
      DatasetKind::TensorFile },
    DatasetName);
  archive.Value("path", path);
  archive.Name("split", split, { DatasetSplit::Train, DatasetSplit::Test }, SplitName);
  archive.Value("samples_requested", numberOfSamples);
  archive.Value("sample_seed", sampleSeed);
  archive.Value("mean_requested", mean);
  archive.Value("standard_deviation_requested", standardDeviation);
}

/// Settings of a loss that are PyTorch's own are left out, as recipes had none before there were
/// others.
template <typename Archive>
void MapOptions(Archive& archive, Mapped<Archive, LossOptions>& options)
{
  auto& [kind, ignoredLabel, labelSmoothing, classWeights] = options;
  archive.Name("loss", kind,
    { LossKind::CrossEntropy, LossKind::MeanSquaredError, LossKind::NetworkOutput,
      LossKind::BinaryCrossEntropy, LossKind::NegativeLogLikelihood, LossKind::MeanAbsoluteError,
      LossKind::Huber },
    LossName);
  const LossOptions usual;
  const bool ignores = TakesLabels(kind) && ignoredLabel != usual.IgnoredLabel;
  archive.ValueIf(ignores, "ignored_label", ignoredLabel);
  archive.ValueIf(labelSmoothing != usual.LabelSmoothing, "label_smoothing", labelSmoothing);
  archive.ValueIf(!classWeights.empty(), "class_weights", classWeights);
}

template <typename Archive>
void MapOptions(Archive& archive, Mapped<Archive, BatchNormOptions>& options)
{
  auto& [mode, recalibrationSamples] = options;
  archive.Name("mode", mode,
    { BatchNormMode::Stored, BatchNormMode::Recalibrated, BatchNormMode::Batch }, BatchNormName);
  archive.ValueIf(
    mode == BatchNormMode::Recalibrated, "recalibration_samples", recalibrationSamples);
}

template <typename Archive>
void MapOptions(Archive& archive, Mapped<Archive, ProblemOptions>& options)
{
  auto& [network, data, loss, device, batchSize, precision, batchNorm] = options;
  archive.Object("network", network);
  archive.Object("data", data);
  MapOptions(archive, loss);
  archive.Value("device_requested", device);
  archive.Value("batch_size_requested", batchSize);
  archive.Name("precision", precision,
    { Precision::NetworksOwn, Precision::BFloat16, Precision::TensorFloat32 }, PrecisionName);
  archive.Object("batch_norm_requested", batchNorm);
}

} // namespace losslandscape

#endif
