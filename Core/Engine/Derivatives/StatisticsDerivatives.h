// SPDX-License-Identifier: BSD-3-Clause
// Shows Torch types.
#ifndef losslandscape_Engine_Derivatives_StatisticsDerivatives_h
#define losslandscape_Engine_Derivatives_StatisticsDerivatives_h

#include "Core/Engine/Derivatives/BatchRange.h"
#include "Core/Engine/Derivatives/NormObserver.h"
#include "Core/Engine/Derivatives/NormSubstitution.h"
#include "Core/Engine/Problem/ProblemInternals.h"

#include <Eigen/Core>

#include <functional>

namespace losslandscape
{

/// The statistics that EstimateStatistics gives a network's layers, as a function of its weights:
/// means and variances of all layers that batches run through, one after the other. Differentiates
/// them where the network is; works on its tensors, and leaves its statistics as they were.
///
/// Ranges are of the recalibration batches; what they give adds up over ranges. Functions throw
/// Aborted between two batches once `keepGoing` returns false. Each costs about as many passes over
/// its batches as LossDerivatives does: 3 for a gradient, about 7 x columns for changes.
class StatisticsDerivatives
{
public:
  using Question = std::function<bool()>;

  /// Tries a batch. Throws Error naming a layer whose statistics cannot be differentiated: one that
  /// is no batch norm, or has no weight and bias among the parameters. Both references must outlive
  /// this.
  StatisticsDerivatives(NetworkModule& network, const std::vector<torch::Tensor>& parameters,
    const Problem::Internals& problem);

  /// Number of statistics.
  Eigen::Index Size() const { return this->NumberOfStatistics; }
  BatchRange AllBatches() const { return { 0, this->Batches.size() }; }

  /// How the network's loss depends on its present statistics.
  NormSubstitution Substitution() const;

  /// See RecalibrationSums.
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
    /// The parameter.
    torch::Tensor Weight;
    NormPlace Place;
  };

  /// Statistics of one batch that depend on the weights, and where each begins among all.
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

  /// Gives `work` the statistics of each batch and the batch's share in all.
  template <typename Work>
  void ForEachBatch(const BatchRange& range, const Question& keepGoing, Work&& work);

  NetworkModule& Network;
  const std::vector<torch::Tensor>& Parameters;
  const LossKind Loss;
  const std::vector<Batch>& Batches;
  const std::string Label;
  double NumberOfSamples = 0.0;
  std::vector<Layer> Layers;
  Eigen::Index NumberOfStatistics = 0;
};

} // namespace losslandscape

#endif
