// SPDX-License-Identifier: BSD-3-Clause
// Internal to Core/Engine: the interface uses types of LibTorch.
#ifndef losslandscape_Engine_Derivatives_StatisticsDerivatives_h
#define losslandscape_Engine_Derivatives_StatisticsDerivatives_h

#include "Core/Engine/Derivatives/NormObserver.h"
#include "Core/Engine/Derivatives/NormSubstitution.h"
#include "Core/Engine/Problem/ProblemInternals.h"

#include <Eigen/Core>

#include <functional>

namespace losslandscape
{

/// The statistics that EstimateStatistics gives a network's layers, as a function of the weights:
/// means and variances of all layers that batches run through, one after the other. Differentiates
/// them at the network's present weights; works on the network's tensors, and leaves its statistics
/// as they were.
///
/// Ranges are of the recalibration batches, and results add up over ranges. Functions throw Aborted
/// between two batches once `keepGoing` returns false. Their cost in passes over the batches of the
/// range: 3 for PullBack, about 7 x columns for Changes and for PullBackChanges.
class StatisticsDerivatives
{
public:
  using Question = std::function<bool()>;

  /// Tries a batch. Throws Error for a network that carries state, and Error naming a layer whose
  /// statistics cannot be differentiated: one that is no batch norm, or has no weight and bias of
  /// its own among the parameters. What the references refer to must outlive this object.
  StatisticsDerivatives(NetworkModule& network, const std::vector<torch::Tensor>& parameters,
    const Problem::Internals& problem);

  /// Number of statistics.
  Eigen::Index Size() const { return this->NumberOfStatistics; }
  BatchRange AllBatches() const { return { 0, this->Batches.size() }; }

  /// How the network's loss depends on its present statistics.
  NormSubstitution Substitution() const;

  /// The functions of RecalibrationSums for a part of the batches; Changes is StatisticsChanges
  /// there.
  Eigen::MatrixXd Changes(
    const Eigen::MatrixXd& vectors, const BatchRange& range, const Question& keepGoing = {});
  Eigen::VectorXd PullBack(
    const Eigen::VectorXd& factors, const BatchRange& range, const Question& keepGoing = {});
  Eigen::MatrixXd PullBackChanges(const Eigen::VectorXd& factors, const Eigen::MatrixXd& changes,
    const Eigen::MatrixXd& vectors, const BatchRange& range, const Question& keepGoing = {});

private:
  struct Layer
  {
    NormLayer Buffers;
    /// The parameter that is the layer's weight.
    torch::Tensor Weight;
    NormPlace Place;
  };

  /// The statistics of one batch that depend on the weights, and where each tensor's numbers begin
  /// among all statistics.
  struct BatchStatistics
  {
    void Add(const torch::Tensor& values, Eigen::Index place);

    std::vector<torch::Tensor> Values;
    std::vector<Eigen::Index> Places;
  };

  void FindLayers();
  void AddLayer(const NormLayer& buffers, const NormCall& call);
  Eigen::Index PlaceOf(const torch::Tensor& parameter, const std::string& layer) const;
  BatchStatistics Run(const Batch& batch);

  /// Gives `work` the statistics of each batch, and the batch's share of all samples.
  template <typename Work>
  void ForEachBatch(const BatchRange& range, const Question& keepGoing, Work&& work);

  NetworkModule& Network;
  const std::vector<torch::Tensor>& Parameters;
  const LossOptions Loss;
  const std::vector<Batch>& Batches;
  const std::string Label;
  double NumberOfSamples = 0.0;
  std::vector<Layer> Layers;
  Eigen::Index NumberOfStatistics = 0;
};

} // namespace losslandscape

#endif
