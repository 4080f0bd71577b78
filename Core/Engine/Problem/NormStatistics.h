// SPDX-License-Identifier: BSD-3-Clause
// Internal to Core/Engine: the interface uses types of LibTorch.
#ifndef losslandscape_Engine_Problem_NormStatistics_h
#define losslandscape_Engine_Problem_NormStatistics_h

#include "Core/Engine/Problem/BatchNorm.h"
#include "Core/Engine/Problem/LossFunction.h"

#include <functional>
#include <string>
#include <vector>

namespace losslandscape
{

/// While alive, a network's norm layers behave as in training.
class NormTraining
{
public:
  explicit NormTraining(NetworkModule& network) : Network(network)
  {
    this->Network.SetNormTraining(true);
  }
  ~NormTraining() { this->Network.SetNormTraining(false); }
  NormTraining(const NormTraining&) = delete;
  NormTraining& operator=(const NormTraining&) = delete;

private:
  NetworkModule& Network;
};

/// Zeroes the counts of batches, from which layers with a running mean instead of a momentum go on.
void ForgetBatches(const std::vector<NormLayer>& layers);

/// Gives every layer with running statistics those of the batches at the network's present weights
/// (see BatchNormMode::Recalibrated). Layers that no batch runs through keep theirs. Throws Aborted
/// between two batches once `keepGoing` returns false; statistics are then undefined.
void EstimateStatistics(NetworkModule& network, const LossOptions& loss,
  const std::vector<Batch>& batches, const std::function<bool()>& keepGoing = {});

/// Tries a mode other than Stored on the first and the last of the batches that are normalised by
/// their own statistics. Throws Error naming a layer that does not do what the mode asks for, since
/// it is written for evaluation (or for training) alone, as tracing writes layers. `where` is what
/// messages call the network. The network's statistics are undefined afterwards.
void CheckNormLayers(BatchNormMode mode, NetworkModule& network, const LossOptions& loss,
  const std::vector<Batch>& batches, const std::string& where);

} // namespace losslandscape

#endif
