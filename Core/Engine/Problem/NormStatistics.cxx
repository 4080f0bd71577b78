// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Engine/Problem/NormStatistics.h"

#include "Core/Common/Error.h"
#include "Core/Common/Progress.h"
#include "Core/Engine/Torch/GpuPrecision.h"
#include "Core/Engine/Torch/TorchErrors.h"

#include <cmath>
#include <limits>

namespace losslandscape
{
namespace
{

std::int64_t BatchesSeen(const NormLayer& layer)
{
  return layer.Batches.defined() ? layer.Batches.item<std::int64_t>() : 0;
}

/// Mean over batches of one layer's statistics of each. TorchScript holds the momentum as a
/// constant, which cannot be set to what a running mean would need. But what the layer makes of
/// zeros is the batch's own statistics times a known factor.
class StatisticsMean
{
public:
  explicit StatisticsMean(const NormLayer& layer)
    : Layer(layer), OldMean(layer.Mean.clone()), OldVariance(layer.Variance.clone()),
      Mean(torch::zeros_like(layer.Mean, torch::kFloat64)),
      Variance(torch::zeros_like(layer.Variance, torch::kFloat64))
  {
  }

  /// Zeroes the layer's statistics before a batch.
  void Begin()
  {
    for (auto* tensor : { &this->Layer.Mean, &this->Layer.Variance, &this->Layer.Batches })
    {
      if (tensor->defined())
      {
        tensor->zero_();
      }
    }
  }

  /// Takes what the layer has made of a batch. If it ran several times (as parts of the network
  /// share it), its momentum has averaged the statistics of these runs.
  void Add(double samples)
  {
    const auto runs = static_cast<double>(BatchesSeen(this->Layer));
    if (runs == 0.0)
    {
      return;
    }
    const double factor = 1.0 - std::pow(1.0 - this->Layer.Momentum.value(), runs);
    this->Mean.add_(this->Layer.Mean.to(torch::kFloat64), samples / factor);
    this->Variance.add_(this->Layer.Variance.to(torch::kFloat64), samples / factor);
    this->Samples += samples;
  }

  void Store()
  {
    const bool hasRun = this->Samples > 0.0;
    this->Layer.Mean.copy_(hasRun ? this->Mean / this->Samples : this->OldMean);
    this->Layer.Variance.copy_(hasRun ? this->Variance / this->Samples : this->OldVariance);
  }

private:
  NormLayer Layer;
  torch::Tensor OldMean;
  torch::Tensor OldVariance;
  torch::Tensor Mean;
  torch::Tensor Variance;
  double Samples = 0.0;
};

/// Runs the network over the first and the last batch, which may be a smaller one.
torch::Tensor RunEnds(
  NetworkModule& network, const LossOptions& loss, const std::vector<Batch>& batches)
{
  return torch::cat({ SampleLosses(loss, network, batches.front()).Losses,
    SampleLosses(loss, network, batches.back()).Losses });
}

/// Runs the network over both ends with training behaviour of its norm layers. If the last batch
/// has one sample this may fail: a single sample has a variance over an image, but not in a layer
/// of features.
void RunEndsInTraining(NetworkModule& network, const LossOptions& loss,
  const std::vector<Batch>& batches, const std::string& where)
{
  const NormTraining training(network);
  try
  {
    RunEnds(network, loss, batches);
  }
  catch (const std::exception& failure)
  {
    if (batches.back().Size() > 1)
    {
      throw;
    }
    throw Error("a batch of one sample cannot be normalised by its own statistics")
      .Where(where)
      .Expected("at least two samples in each batch")
      .Found(TellingLine(failure.what()))
      .Advice("choose another BatchSize: the last batch gets the samples that are left");
  }
}

Error NormError(const NormLayer& layer, const std::string& where)
{
  return Error("batch norm cannot be switched to other statistics")
    .Where(where + ", layer '" + layer.Name + "'");
}

const std::string Advice = "export the network with torch.jit.script, in which batch norm layers "
                           "keep their two ways, or choose BatchNorm = Stored";

/// Throws Error unless no batch runs through a layer that takes no notice of batches: it does not
/// matter what the statistics of such a layer are.
void CheckIsUnused(const NormLayer& layer, NetworkModule& network, const LossOptions& loss,
  const std::vector<Batch>& batches, const std::string& where)
{
  const auto before = RunEnds(network, loss, batches).isnan().sum().item<std::int64_t>();
  layer.Mean.fill_(std::numeric_limits<double>::quiet_NaN());
  const auto after = RunEnds(network, loss, batches).isnan().sum().item<std::int64_t>();
  if (after != before)
  {
    throw NormError(layer, where)
      .Expected("a layer that normalises by the batch in training")
      .Found("stored statistics in training as well (a traced or frozen layer, or no batch norm)")
      .Advice(Advice);
  }
}

/// Throws Error unless a layer goes back to running statistics in evaluation, and these tell what
/// the statistics of a batch were.
void CheckCanBeRecalibrated(const NormLayer& layer, const std::string& where)
{
  if (BatchesSeen(layer) > 0)
  {
    throw NormError(layer, where)
      .Expected("a layer that normalises by running statistics in evaluation")
      .Found("one that counts batches in evaluation as well (traced in training mode)")
      .Advice(Advice);
  }
  if (!layer.Momentum || !(*layer.Momentum > 0.0 && *layer.Momentum <= 1.0))
  {
    throw NormError(layer, where)
      .Expected("an attribute `momentum`: None, or a number above 0 and up to 1")
      .Found(layer.Momentum ? std::to_string(*layer.Momentum) : "none");
  }
}

} // namespace

void ForgetBatches(const std::vector<NormLayer>& layers)
{
  const torch::NoGradGuard noGradient;
  for (const auto& layer : layers)
  {
    if (layer.Batches.defined())
    {
      layer.Batches.zero_();
    }
  }
}

void EstimateStatistics(NetworkModule& network, const LossOptions& loss,
  const std::vector<Batch>& batches, const std::function<bool()>& keepGoing)
{
  std::vector<StatisticsMean> means;
  for (const auto& layer : network.NormLayers())
  {
    means.emplace_back(layer);
  }
  const NormTraining training(network);
  for (const auto& batch : batches)
  {
    CheckGoingOn(keepGoing);
    for (auto& mean : means)
    {
      mean.Begin();
    }
    {
      const GpuPrecision precision(Precision::NetworksOwn, batch.Device());
      SampleLosses(loss, network, batch);
    }
    for (auto& mean : means)
    {
      mean.Add(static_cast<double>(batch.Size()));
    }
  }
  for (auto& mean : means)
  {
    mean.Store();
  }
}

void CheckNormLayers(BatchNormMode mode, NetworkModule& network, const LossOptions& loss,
  const std::vector<Batch>& batches, const std::string& where)
{
  const auto layers = network.NormLayers();
  ForgetBatches(layers);
  RunEndsInTraining(network, loss, batches, where);
  std::vector<NormLayer> switched;
  for (const auto& layer : layers)
  {
    if (BatchesSeen(layer) > 0)
    {
      switched.push_back(layer);
    }
    else
    {
      CheckIsUnused(layer, network, loss, batches, where);
    }
  }
  if (mode == BatchNormMode::Recalibrated)
  {
    ForgetBatches(layers);
    RunEnds(network, loss, batches);
    for (const auto& layer : switched)
    {
      CheckCanBeRecalibrated(layer, where);
    }
  }
}

} // namespace losslandscape
