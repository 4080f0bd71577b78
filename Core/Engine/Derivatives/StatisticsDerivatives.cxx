// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Engine/Derivatives/StatisticsDerivatives.h"

#include "Core/Common/Error.h"
#include "Core/Common/Progress.h"
#include "Core/Engine/Derivatives/WeightTensors.h"
#include "Core/Engine/Problem/NormStatistics.h"

#include <algorithm>

namespace losslandscape
{
namespace
{

using Tensors = std::vector<torch::Tensor>;

/// While alive, norm layers behave as in training; afterwards, buffers have the values of before.
class StatisticsKept
{
public:
  explicit StatisticsKept(NetworkModule& network) : Training(network)
  {
    for (const auto& [name, buffer] : network.Buffers())
    {
      this->Buffers.push_back({ buffer, buffer.clone() });
    }
  }

  ~StatisticsKept()
  {
    const torch::NoGradGuard noGradient;
    for (const auto& [buffer, before] : this->Buffers)
    {
      buffer.copy_(before);
    }
  }

  StatisticsKept(const StatisticsKept&) = delete;
  StatisticsKept& operator=(const StatisticsKept&) = delete;

private:
  const NormTraining Training;
  std::vector<std::pair<torch::Tensor, torch::Tensor>> Buffers;
};

bool BelongsTo(const NormCall& call, const NormLayer& layer)
{
  return call.RunningMean.defined() && call.RunningMean.data_ptr() == layer.Mean.data_ptr();
}

/// Running statistics after some runs of a layer that began at zero, divided by the share that the
/// runs have in them.
class RunningStatistics
{
public:
  void Add(const NormCall& call)
  {
    std::vector<std::int64_t> allButChannels;
    for (std::int64_t i = 0; i < call.Input.dim(); ++i)
    {
      if (i != 1)
      {
        allButChannels.push_back(i);
      }
    }
    Update(this->Mean, call.Input.mean(allButChannels), call.Momentum);
    Update(this->Variance, call.Input.var(allButChannels, /*unbiased=*/true), call.Momentum);
    this->Missing *= 1.0 - call.Momentum;
  }

  bool IsEmpty() const { return !this->Mean.defined(); }
  torch::Tensor GetMean() const { return this->Mean / (1.0 - this->Missing); }
  torch::Tensor GetVariance() const { return this->Variance / (1.0 - this->Missing); }

private:
  static void Update(torch::Tensor& running, const torch::Tensor& value, double momentum)
  {
    const torch::Tensor share = momentum * value;
    running = running.defined() ? (1.0 - momentum) * running + share : share;
  }

  torch::Tensor Mean;
  torch::Tensor Variance;
  double Missing = 1.0;
};

Error CannotBeDifferentiated(const std::string& label, const std::string& layer)
{
  return Error("the statistics of batch norm cannot be differentiated")
    .Where(label + ", layer '" + layer + "'");
}

/// One tensor for each of `places`, shaped like that of `like`: its part of all statistics times
/// `share`.
Tensors TensorsAt(const Eigen::VectorXd& statistics, const std::vector<Eigen::Index>& places,
  const Tensors& like, double share)
{
  Tensors tensors;
  for (std::size_t i = 0; i < places.size(); ++i)
  {
    const Eigen::VectorXd values = share * statistics.segment(places[i], like[i].numel());
    tensors.push_back(
      torch::from_blob(const_cast<double*>(values.data()), like[i].sizes(), torch::kFloat64)
        .to(like[i].device(), like[i].scalar_type(), false, /*copy=*/true));
  }
  return tensors;
}

Tensors Appended(Tensors first, const Tensors& second)
{
  first.insert(first.end(), second.begin(), second.end());
  return first;
}

} // namespace

StatisticsDerivatives::StatisticsDerivatives(
  NetworkModule& network, const Tensors& parameters, const Problem::Internals& problem)
  : Network(network), Parameters(parameters), Loss(problem.Options.Loss),
    Batches(problem.RecalibrationBatches), Label(NetworkLabel(problem.Options.Network))
{
  if (network.Effects().CarriesState)
  {
    throw Error("the statistics of batch norm cannot be differentiated")
      .Where(this->Label)
      .Expected("a network that keeps nothing from one batch to the next")
      .Found("one that writes to its attributes or buffers")
      .Advice("choose BatchNorm = Stored or Batch");
  }
  for (const Batch& batch : this->Batches)
  {
    this->NumberOfSamples += static_cast<double>(batch.Size());
  }
  this->FindLayers();
}

void StatisticsDerivatives::FindLayers()
{
  const torch::NoGradGuard noGradient;
  const StatisticsKept kept(this->Network);
  ForgetBatches(this->Network.NormLayers());
  const NormObserver observer;
  SampleLosses(this->Loss, this->Network, this->Batches.front());
  for (const NormLayer& layer : this->Network.NormLayers())
  {
    const auto call = std::find_if(observer.Calls().begin(), observer.Calls().end(),
      [&](const NormCall& each) { return BelongsTo(each, layer); });
    if (call != observer.Calls().end())
    {
      this->AddLayer(layer, *call);
    }
    else if (layer.Batches.defined() && layer.Batches.item<std::int64_t>() > 0)
    {
      throw CannotBeDifferentiated(this->Label, layer.Name)
        .Expected("batch norm")
        .Found("another layer with running statistics");
    }
  }
}

void StatisticsDerivatives::AddLayer(const NormLayer& buffers, const NormCall& call)
{
  Layer layer;
  layer.Buffers = buffers;
  layer.Weight = call.Weight;
  layer.Place.Channels = buffers.Mean.numel();
  layer.Place.Weight = this->PlaceOf(call.Weight, buffers.Name);
  layer.Place.Bias = this->PlaceOf(call.Bias, buffers.Name);
  layer.Place.Mean = this->NumberOfStatistics;
  layer.Place.Variance = layer.Place.Mean + layer.Place.Channels;
  layer.Place.Epsilon = call.Epsilon;
  for (const Layer& other : this->Layers)
  {
    if (other.Place.Weight == layer.Place.Weight || other.Place.Bias == layer.Place.Bias)
    {
      throw CannotBeDifferentiated(this->Label, buffers.Name)
        .Expected("a weight and a bias of its own")
        .Found("those of layer '" + other.Buffers.Name + "'");
    }
  }
  this->NumberOfStatistics += 2 * layer.Place.Channels;
  this->Layers.push_back(layer);
}

Eigen::Index StatisticsDerivatives::PlaceOf(
  const torch::Tensor& parameter, const std::string& layer) const
{
  Eigen::Index place = 0;
  for (const auto& each : this->Parameters)
  {
    if (parameter.defined() && each.data_ptr() == parameter.data_ptr())
    {
      return place;
    }
    place += each.numel();
  }
  throw CannotBeDifferentiated(this->Label, layer)
    .Expected("a weight and a bias that are parameters (affine=True)")
    .Found(parameter.defined() ? "another tensor" : "none")
    .Advice("choose BatchNorm = Stored or Batch");
}

NormSubstitution StatisticsDerivatives::Substitution() const
{
  const auto numbers = [](const torch::Tensor& tensor) -> Eigen::ArrayXd
  {
    const auto values = tensor.detach().to(torch::kCPU, torch::kFloat64).contiguous();
    return Eigen::Map<const Eigen::ArrayXd>(values.data_ptr<double>(), values.numel());
  };
  std::vector<NormSubstitution::Layer> layers;
  for (const Layer& layer : this->Layers)
  {
    layers.push_back({ layer.Place, numbers(layer.Weight), numbers(layer.Buffers.Variance) });
  }
  return NormSubstitution(std::move(layers), this->NumberOfStatistics);
}

void StatisticsDerivatives::BatchStatistics::Add(const torch::Tensor& values, Eigen::Index place)
{
  if (values.requires_grad())
  {
    this->Values.push_back(values);
    this->Places.push_back(place);
  }
}

StatisticsDerivatives::BatchStatistics StatisticsDerivatives::Run(const Batch& batch)
{
  ForgetBatches(this->Network.NormLayers());
  const NormObserver observer;
  SampleLosses(this->Loss, this->Network, batch);
  BatchStatistics statistics;
  for (const Layer& layer : this->Layers)
  {
    RunningStatistics running;
    for (const NormCall& call : observer.Calls())
    {
      if (BelongsTo(call, layer.Buffers))
      {
        running.Add(call);
      }
    }
    if (running.IsEmpty())
    {
      throw CannotBeDifferentiated(this->Label, layer.Buffers.Name)
        .Expected("a layer that every batch runs through")
        .Found("one that some do not");
    }
    statistics.Add(running.GetMean(), layer.Place.Mean);
    statistics.Add(running.GetVariance(), layer.Place.Variance);
  }
  return statistics;
}

template <typename Work>
void StatisticsDerivatives::ForEachBatch(
  const BatchRange& range, const Question& keepGoing, Work&& work)
{
  const StatisticsKept kept(this->Network);
  this->Network.BeginPass();
  for (std::size_t i = range.First; i < range.First + range.Count; ++i)
  {
    CheckGoingOn(keepGoing);
    const Batch& batch = this->Batches[i];
    const BatchStatistics statistics = this->Run(batch);
    if (!statistics.Values.empty())
    {
      work(statistics, static_cast<double>(batch.Size()) / this->NumberOfSamples);
    }
  }
}

/// The gradient of y' s is linear in y: its product with a vector, differentiated by y, is the
/// change of s along the vector.
Eigen::MatrixXd StatisticsDerivatives::Changes(
  const Eigen::MatrixXd& vectors, const BatchRange& range, const Question& keepGoing)
{
  const auto along = TensorsOfColumns(vectors, this->Parameters);
  Eigen::MatrixXd sums = Eigen::MatrixXd::Zero(this->NumberOfStatistics, vectors.cols());
  this->ForEachBatch(range, keepGoing,
    [&](const BatchStatistics& statistics, double share)
    {
      Tensors factors;
      for (const auto& value : statistics.Values)
      {
        factors.push_back(torch::zeros_like(value).set_requires_grad(true));
      }
      const auto gradient = torch::autograd::grad(
        statistics.Values, this->Parameters, factors, true, true, /*allow_unused=*/true);
      for (std::size_t column = 0; column < along.size(); ++column)
      {
        const Slopes slopes(gradient, along[column]);
        const auto changes = torch::autograd::grad(slopes.Outputs, factors, slopes.Weights,
          column + 1 < along.size(), false, /*allow_unused=*/true);
        for (std::size_t i = 0; i < changes.size(); ++i)
        {
          if (changes[i].defined())
          {
            const auto values = changes[i].to(torch::kCPU, torch::kFloat64).contiguous();
            sums.col(static_cast<Eigen::Index>(column))
              .segment(statistics.Places[i], values.numel()) +=
              share * Eigen::Map<const Eigen::VectorXd>(values.data_ptr<double>(), values.numel());
          }
        }
      }
    });
  return sums;
}

Eigen::VectorXd StatisticsDerivatives::PullBack(
  const Eigen::VectorXd& factors, const BatchRange& range, const Question& keepGoing)
{
  Eigen::VectorXd sum = Eigen::VectorXd::Zero(SizeOf(this->Parameters));
  this->ForEachBatch(range, keepGoing,
    [&](const BatchStatistics& statistics, double share)
    {
      const auto weights = TensorsAt(factors, statistics.Places, statistics.Values, share);
      AddTensors(
        torch::autograd::grad(statistics.Values, this->Parameters, weights, false, false, true),
        this->Parameters, sum);
    });
  return sum;
}

Eigen::MatrixXd StatisticsDerivatives::PullBackChanges(const Eigen::VectorXd& factors,
  const Eigen::MatrixXd& changes, const Eigen::MatrixXd& vectors, const BatchRange& range,
  const Question& keepGoing)
{
  const auto along = TensorsOfColumns(vectors, this->Parameters);
  Eigen::MatrixXd sums = Eigen::MatrixXd::Zero(vectors.rows(), vectors.cols());
  this->ForEachBatch(range, keepGoing,
    [&](const BatchStatistics& statistics, double share)
    {
      const auto gradient = torch::autograd::grad(statistics.Values, this->Parameters,
        TensorsAt(factors, statistics.Places, statistics.Values, share), true, true,
        /*allow_unused=*/true);
      for (std::size_t column = 0; column < along.size(); ++column)
      {
        const auto index = static_cast<Eigen::Index>(column);
        const Slopes slopes(gradient, along[column]);
        AddTensors(
          torch::autograd::grad(Appended(slopes.Outputs, statistics.Values), this->Parameters,
            Appended(slopes.Weights,
              TensorsAt(changes.col(index), statistics.Places, statistics.Values, share)),
            column + 1 < along.size(), false, /*allow_unused=*/true),
          this->Parameters, sums.col(index));
      }
    });
  return sums;
}

} // namespace losslandscape
