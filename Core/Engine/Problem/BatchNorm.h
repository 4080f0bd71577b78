// SPDX-License-Identifier: BSD-3-Clause
#ifndef losslandscape_Engine_Problem_BatchNorm_h
#define losslandscape_Engine_Problem_BatchNorm_h

#include <cstdint>

namespace losslandscape
{

/// By which means and variances batch norm layers normalise at a point of the plane: the modes of
/// the `BatchNorm` property, in its order. Nothing else about the network changes with it: dropout
/// stays off.
enum class BatchNormMode
{
  /// The running statistics stored with the weights.
  Stored,
  /// Running statistics that are estimated anew at each point (Garipov, Izmailov, Podoprikhin,
  /// Vetrov and Wilson, "Loss surfaces, mode connectivity, and fast ensembling of DNNs", NeurIPS
  /// 2018): the network runs over a fixed set of samples, each batch being normalised by its own
  /// statistics; means and unbiased variances of the batches are averaged, weighted by their size.
  Recalibrated,
  /// Those of each batch of samples that the loss is computed on.
  Batch
};

const char* BatchNormName(BatchNormMode mode);

struct BatchNormOptions
{
  BatchNormMode Mode = BatchNormMode::Stored;
  /// For Recalibrated: how many of the problem's samples statistics are estimated on, balanced over
  /// the classes and drawn with the data's SampleSeed (see BalancedSubset). 0, or more than there
  /// are: all of them.
  std::int64_t RecalibrationSamples = 1000;
};

} // namespace losslandscape

#endif
