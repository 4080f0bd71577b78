// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Engine/Execution/FoldedWeights.h"

#include "Core/Common/Error.h"

#include <algorithm>
#include <cmath>

namespace losslandscape
{
namespace
{

std::optional<StateTensor> FindIfNamed(const NamedTensors& state, const std::string& name)
{
  return name.empty() ? std::nullopt : std::optional(StateTensor::Find(state, name));
}

} // namespace

StateTensor StateTensor::Find(const NamedTensors& state, const std::string& name)
{
  for (std::size_t i = 0; i < state.size(); ++i)
  {
    if (state[i].first == name)
    {
      return { i, static_cast<std::size_t>(state[i].second.numel()) };
    }
  }
  throw Error("the network's graph does not fit its state").Expected(name);
}

std::vector<double> StateTensor::Read(const StateReader& read) const
{
  std::vector<double> values(this->Count);
  read(this->Index, values.data());
  return values;
}

NormMap::NormMap(const NormTensors& norm, const NamedTensors& state)
  : Scale(FindIfNamed(state, norm.Scale)), Shift(FindIfNamed(state, norm.Shift)),
    Mean(StateTensor::Find(state, norm.Mean)), Variance(StateTensor::Find(state, norm.Variance)),
    Epsilon(norm.Epsilon)
{
}

NormMap::Values NormMap::Read(const StateReader& read) const
{
  const std::vector<double> mean = this->Mean.Read(read);
  const std::vector<double> variance = this->Variance.Read(read);
  Values values;
  values.Factor =
    this->Scale ? this->Scale->Read(read) : std::vector<double>(this->Mean.Count, 1.0);
  values.Offset =
    this->Shift ? this->Shift->Read(read) : std::vector<double>(this->Mean.Count, 0.0);
  for (std::size_t i = 0; i < mean.size(); ++i)
  {
    values.Factor[i] /= std::sqrt(variance[i] + this->Epsilon);
    values.Offset[i] -= mean[i] * values.Factor[i];
  }
  return values;
}

FoldedWeights::FoldedWeights(const Layer& layer, const NamedTensors& state)
  : IsTransposed(layer.IsTransposed), Weight(StateTensor::Find(state, layer.Weight)),
    Bias(FindIfNamed(state, layer.Bias))
{
  this->Shape = state[this->Weight.Index].second.sizes().vec();
  if (layer.HasNorm)
  {
    this->Norm.emplace(layer.Norm, state);
  }
}

void FoldedWeights::Read(const StateReader& read, Values& values) const
{
  const auto outputs = static_cast<std::size_t>(this->Shape[this->IsTransposed ? 1 : 0]);
  values.Unfolded.resize(this->Weight.Count);
  read(this->Weight.Index, values.Unfolded.data());
  std::vector<double> scale(outputs, 1.0);
  std::vector<double> shift =
    this->Bias ? this->Bias->Read(read) : std::vector<double>(outputs, 0.0);
  if (shift.size() != outputs)
  {
    throw Error("the bias of a layer does not fit its weights")
      .Expected(std::to_string(outputs) + " numbers")
      .Found(std::to_string(shift.size()));
  }
  if (this->Norm)
  {
    NormMap::Values norm = this->Norm->Read(read);
    for (std::size_t i = 0; i < outputs; ++i)
    {
      shift[i] = shift[i] * norm.Factor[i] + norm.Offset[i];
    }
    scale = std::move(norm.Factor);
  }
  this->Fold(scale, values);
  values.Bias.assign(shift.begin(), shift.end());
}

void FoldedWeights::Fold(const std::vector<double>& scale, Values& values) const
{
  const auto& weight = values.Unfolded;
  const std::size_t outputs = scale.size();
  values.Weight.resize(weight.size());
  if (this->IsTransposed)
  {
    for (std::size_t i = 0; i < weight.size(); ++i)
    {
      values.Weight[i] = static_cast<float>(weight[i] * scale[i % outputs]);
    }
    return;
  }
  const std::size_t each = weight.size() / outputs;
  for (std::size_t i = 0; i < outputs; ++i)
  {
    for (std::size_t j = i * each; j < (i + 1) * each; ++j)
    {
      values.Weight[j] = static_cast<float>(weight[j] * scale[i]);
    }
  }
}

} // namespace losslandscape
