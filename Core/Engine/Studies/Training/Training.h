// SPDX-License-Identifier: BSD-3-Clause
#ifndef losslandscape_Engine_Studies_Training_Training_h
#define losslandscape_Engine_Studies_Training_Training_h

#include "Core/Common/Progress.h"
#include "Core/Data/Dataset.h"
#include "Core/Engine/Network/Network.h"
#include "Core/Engine/Problem/Loss.h"
#include "Core/Engine/Studies/Training/LearningRate.h"

#include <cstdint>
#include <string>
#include <vector>

namespace losslandscape
{

enum class Optimizer
{
  SGD, ///< stochastic gradient descent with momentum (no dampening, not Nesterov)
  Adam ///< Kingma and Ba 2015, beta 0.9 and 0.999, epsilon 1e-8
};

struct TrainingOptions
{
  /// Training starts from the weights file if one is given, else from the TorchScript file's own
  /// weights, or for a built-in network from initial values drawn with Seed.
  NetworkOptions Network;
  /// The split is ignored: Train is trained on, Test is tested on.
  DatasetOptions Data;
  LossOptions Loss;
  losslandscape::Optimizer Optimizer = losslandscape::Optimizer::SGD;
  LearningRateOptions LearningRate;
  double Momentum = 0.9;
  /// Added to the gradient as weight decay * weight, for all parameters.
  double WeightDecay = 5e-4;
  std::int64_t Epochs = 30;
  std::int64_t BatchSize = 128;
  /// Whether images are flipped and cropped (see FlipAndCrop).
  bool Augment = false;
  std::uint64_t Seed = 0;
  /// Where checkpoints go; created if missing. Empty: none are written.
  std::string OutputDirectory;
  /// Writes epoch_NNNN.pt every so many epochs, and always for epoch 0 (before training) and the
  /// last.
  std::int64_t EpochsPerCheckpoint = 1;
  /// If positive, step_NNNNNN.pt is written as well, every so many steps.
  std::int64_t StepsPerCheckpoint = 0;
  std::string Device = "Auto";
  /// Threads inside LibTorch's operations; 0: see TrainingThreads.
  int Threads = 0;
};

/// One row of the training table. Losses and accuracies (percent) are those of the whole split with
/// the weights at the end of the epoch, in evaluation mode and without augmentation. A landscape
/// shows the same numbers at its centre, but for rounding.
struct EpochRecord
{
  std::int64_t Epoch = 0; ///< 0 stands for the state before training
  double TrainLoss = 0.0;
  double TrainAccuracy = 0.0;
  double TestLoss = 0.0;
  double TestAccuracy = 0.0;
  double LearningRate = 0.0; ///< the rate during the epoch; NaN for epoch 0
  double GradientNorm = 0.0; ///< mean Euclidean norm of the batches' gradients; NaN for epoch 0
};

struct TrainingResult
{
  std::vector<EpochRecord> Epochs;
  /// Checkpoints in the order they were written.
  std::vector<std::string> Checkpoints;
};

/// Trains a network. Shuffling, augmentation, dropout and initial values depend on Seed alone; with
/// equal thread counts and versions the run repeats itself to the bit. Initial values of a built-in
/// network are those of He et al. 2015 (normal, fan in), unless it has a deviation of its own (see
/// NetworkModule::InitialDeviation); biases are zero.
///
/// Throws Error for unusable options and if a checkpoint cannot be written, Aborted when the
/// progress callback says so (asked after each batch); checkpoints written by then stay.
TrainingResult Train(const TrainingOptions& options, const Progress& progress = {});

/// The settings of a run as JSON: network, data, loss, optimizer, schedule, seed, versions.
std::string TrainingRecipe(const TrainingOptions& options);

} // namespace losslandscape

#endif
