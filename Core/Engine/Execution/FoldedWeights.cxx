// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Engine/Execution/FoldedWeights.h"

#include "Core/Common/Error.h"

#include <cmath>

namespace losslandscape
{

std::size_t NeedTensor(const NamedTensors& state, const std::string& name)
{
  for (std::size_t i = 0; i < state.size(); ++i)
  {
    if (state[i].first == name)
    {
      return i;
    }
  }
  throw Error("the network's list of layers does not fit its state").Expected(name);
}

FoldedWeights::FoldedWeights(const Layer& layer, const NamedTensors& state)
  : Weight(Need(state, layer.Name + ".weight")), Bias(Find(state, layer.Name + ".bias")),
    Epsilon(layer.NormEpsilon)
{
  this->Shape = state[this->Weight.Index].second.sizes().vec();
  if (!layer.Norm.empty())
  {
    for (const char* part : { ".weight", ".bias", ".running_mean", ".running_var" })
    {
      this->Norm.push_back(Need(state, layer.Norm + part));
    }
  }
}

std::optional<FoldedWeights::Tensor> FoldedWeights::Find(
  const NamedTensors& state, const std::string& name)
{
  for (std::size_t i = 0; i < state.size(); ++i)
  {
    if (state[i].first == name)
    {
      return Tensor{ i, static_cast<std::size_t>(state[i].second.numel()) };
    }
  }
  return std::nullopt;
}

FoldedWeights::Tensor FoldedWeights::Need(const NamedTensors& state, const std::string& name)
{
  const std::size_t index = NeedTensor(state, name);
  return { index, static_cast<std::size_t>(state[index].second.numel()) };
}

std::vector<double> FoldedWeights::ReadTensor(const StateReader& read, const Tensor& tensor)
{
  std::vector<double> values(tensor.Count);
  read(tensor.Index, values.data());
  return values;
}

void FoldedWeights::Read(const StateReader& read, Values& values) const
{
  const auto outputs = static_cast<std::size_t>(this->Shape.front());
  auto& weight = values.Unfolded;
  weight.resize(this->Weight.Count);
  read(this->Weight.Index, weight.data());
  std::vector<double> scale(outputs, 1.0);
  std::vector<double> shift(outputs, 0.0);
  if (this->Bias)
  {
    shift = ReadTensor(read, *this->Bias);
  }
  if (!this->Norm.empty())
  {
    scale = ReadTensor(read, this->Norm[0]);
    const auto normShift = ReadTensor(read, this->Norm[1]);
    const auto mean = ReadTensor(read, this->Norm[2]);
    const auto variance = ReadTensor(read, this->Norm[3]);
    for (std::size_t i = 0; i < outputs; ++i)
    {
      scale[i] /= std::sqrt(variance[i] + this->Epsilon);
      shift[i] = (shift[i] - mean[i]) * scale[i] + normShift[i];
    }
  }
  const std::size_t each = weight.size() / outputs;
  values.Weight.resize(weight.size());
  for (std::size_t i = 0; i < outputs; ++i)
  {
    for (std::size_t j = i * each; j < (i + 1) * each; ++j)
    {
      values.Weight[j] = static_cast<float>(weight[j] * scale[i]);
    }
  }
  values.Bias.assign(shift.begin(), shift.end());
}

} // namespace losslandscape
