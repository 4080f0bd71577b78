// SPDX-License-Identifier: BSD-3-Clause
#ifndef losslandscape_Engine_Problem_BatchNorm_h
#define losslandscape_Engine_Problem_BatchNorm_h

#include <cstdint>

namespace losslandscape
{

/// Which means and variances batch norm layers normalise with at a point of the plane: the choices
/// of the `BatchNorm` property, in its order. Nothing else about the network changes with it:
/// dropout stays off.
enum class BatchNormMode
{
  /// The running statistics stored with the weights.
  Stored,
  /// Running statistics that are estimated anew at each point (Garipov, Izmailov, Podoprikhin,
  /// Vetrov and Wilson, "Loss surfaces, mode connectivity, and fast ensembling of DNNs", NeurIPS
  /// 2018): the network runs over a fixed set of samples, each batch being normalised by its own
  /// statistics; means and unbiased variances of the batches are averaged, weighted by their size.
  Recalibrated,
  /// The statistics of each batch of samples that the loss is computed on.
  Batch
};

const char* BatchNormName(BatchNormMode mode);

struct BatchNormOptions
{
  BatchNormMode Mode = BatchNormMode::Stored;
  /// For Recalibrated: the number of samples that statistics are estimated on. They are drawn from
  /// the problem's samples with the data's SampleSeed, balanced over the classes (see
  /// BalancedSubset). 0, or more than there are: all of them.
  std::int64_t RecalibrationSamples = 1000;
};

} // namespace losslandscape

#endif
