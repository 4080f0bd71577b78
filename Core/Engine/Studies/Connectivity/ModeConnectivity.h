// SPDX-License-Identifier: BSD-3-Clause
#ifndef losslandscape_Engine_Studies_Connectivity_ModeConnectivity_h
#define losslandscape_Engine_Studies_Connectivity_ModeConnectivity_h

#include "Core/Engine/Evaluation/EvaluationStore.h"
#include "Core/Engine/Problem/Problem.h"
#include "Core/Engine/Studies/Training/LearningRate.h"

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace losslandscape
{

class NetworkModule;

/// Two networks of one architecture that a path is to connect, and what its bend is trained on.
struct Modes
{
  std::shared_ptr<const Problem> First;
  std::shared_ptr<const Problem> Second;
  /// The Train split, whatever split the loss is computed on.
  std::shared_ptr<const Dataset> TrainingData;
};

/// Loads both ends: the weights that `options` name, and those of `secondWeights`, with the batch
/// norm mode of `options`. Throws Error if there is no second file, if it does not fit the network,
/// if weights are not finite, and if both ends are the same.
Modes LoadModes(
  const ProblemOptions& options, const std::string& secondWeights, const Progress& progress = {});

struct BendOptions
{
  LearningRateOptions LearningRate = { 0.03, LearningRateSchedule::LinearDecay, {}, 0.1 };
  /// Momentum of stochastic gradient descent (no dampening, not Nesterov).
  double Momentum = 0.9;
  std::int64_t Epochs = 30;
  std::int64_t BatchSize = 128;
  /// Seed of the order of samples, the points on the curve and dropout.
  std::uint64_t Seed = 0;
  /// Threads inside LibTorch's operations; 0: see TrainingThreads.
  int Threads = 0;
};

/// One row of the training table.
struct BendEpoch
{
  std::int64_t Epoch = 0; ///< counted from 1
  /// Mean over the epoch's samples, each batch at the point of the curve that was drawn for it,
  /// before its step and in training mode: an estimate of the mean loss over the curve.
  double TrainLoss = 0.0;
  double LearningRate = 0.0;
};

/// A trained control point of the curve.
struct Bend
{
  /// A network of the ends' architecture whose weights are the control point. Its batch norm
  /// statistics are estimated there where the problem is in BatchNormMode::Recalibrated; otherwise
  /// they are those of the first end.
  std::shared_ptr<const NetworkModule> Network;
  std::vector<BendEpoch> Epochs;
};

/// Trains the middle control point p of the quadratic Bezier curve (1-t)^2 a + 2t(1-t) p + t^2 b
/// between the ends a and b to low mean loss over t, uniform in [0, 1] (Garipov, Izmailov,
/// Podoprikhin, Vetrov and Wilson, "Loss surfaces, mode connectivity, and fast ensembling of DNNs",
/// NeurIPS 2018): each step of SGD draws one t and a batch, and moves p along 2t(1-t) times the
/// gradient there. p starts half-way between a and b. All parameters move, those of norm layers
/// included; these normalise by the batch, as in training.
///
/// With equal seed, thread count and versions the training repeats itself to the bit: a bend that
/// the store has is not trained again. Throws Error for unusable options and if training diverges,
/// Aborted when the progress callback says so.
Bend TrainBend(EvaluationStore& store, const Modes& modes, const BendOptions& options,
  const Progress& progress = {});

/// Puts a bend that TrainBend returned into another store, if it is not there.
void KeepBend(
  EvaluationStore& store, const Modes& modes, const BendOptions& options, const Bend& bend);

/// Throws Error if the file at `path` is the one that the weights of an end are from.
void CheckBendFile(const Modes& modes, const std::string& path);

/// Writes weights and buffers as a plain state dict (see WriteCheckpoint).
void WriteBend(const Bend& bend, const std::string& path);

/// Everything that a bend depends on, as JSON: network, ends and data with content hashes, loss,
/// training, versions. Equal texts: equal bends.
std::string BendRecipe(const Modes& modes, const BendOptions& options);

} // namespace losslandscape

#endif
