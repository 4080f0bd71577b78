// SPDX-License-Identifier: BSD-3-Clause
#ifndef losslandscape_Engine_Studies_Training_TrainingJson_h
#define losslandscape_Engine_Studies_Training_TrainingJson_h

#include "Core/Engine/Problem/ProblemJson.h"
#include "Core/Engine/Studies/Training/LearningRateJson.h"
#include "Core/Engine/Studies/Training/Training.h"

namespace losslandscape
{

inline const char* OptimizerName(Optimizer optimizer)
{
  return optimizer == Optimizer::SGD ? "SGD" : "Adam";
}

/// Names these options in recipes (see OptionsJson.h).
template <typename Archive>
void MapOptions(Archive& archive, Mapped<Archive, TrainingOptions>& options)
{
  auto& [network, data, loss, optimizer, learningRate, momentum, weightDecay, epochs, batchSize,
    augment, seed, outputDirectory, epochsPerCheckpoint, stepsPerCheckpoint, device, threads] =
    options;
  archive.Object("network", network);
  archive.Object("data", data);
  MapOptions(archive, loss);
  archive.Name("optimizer", optimizer, { Optimizer::SGD, Optimizer::Adam }, OptimizerName);
  MapOptions(archive, learningRate);
  archive.ValueIf(optimizer == Optimizer::SGD, "momentum", momentum);
  archive.Value("weight_decay", weightDecay);
  archive.Value("epochs", epochs);
  archive.Value("batch_size", batchSize);
  archive.Value("augment", augment);
  archive.Value("seed", seed);
  archive.Value("output_directory", outputDirectory);
  archive.Value("epochs_per_checkpoint", epochsPerCheckpoint);
  archive.Value("steps_per_checkpoint", stepsPerCheckpoint);
  archive.Value("device_requested", device);
  archive.Value("threads", threads);
}

} // namespace losslandscape

#endif
