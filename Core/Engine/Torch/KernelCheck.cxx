// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Engine/Torch/KernelCheck.h"

#include "Core/Engine/Torch/Tensors.h"

#include <ATen/Context.h>

#include <array>
#include <vector>

namespace losslandscape
{
namespace
{

using Tensors = std::vector<torch::Tensor>;

/// Numbers between -1 and 1, no two alike, and the same for each type.
torch::Tensor Numbers(const std::vector<std::int64_t>& shape, torch::ScalarType type)
{
  std::int64_t count = 1;
  for (const std::int64_t length : shape)
  {
    count *= length;
  }
  return torch::arange(count, torch::kFloat64).mul(0.7).add(0.1).sin().reshape(shape).to(type);
}

/// A convolution of 3 x 3 pixels and its gradients by the image and by the weights.
Tensors Convolution(std::int64_t inputs, std::int64_t outputs, torch::ScalarType type)
{
  const torch::Tensor image = Numbers({ 2, inputs, 8, 8 }, type).set_requires_grad(true);
  const torch::Tensor weight = Numbers({ outputs, inputs, 3, 3 }, type).set_requires_grad(true);
  const torch::Tensor result = torch::conv2d(image, weight, {}, 1, 1);
  Tensors all = torch::autograd::grad({ result.square().sum() }, { image, weight });
  all.push_back(result.detach());
  return all;
}

torch::Tensor RecurrentLayer(std::int64_t inputs, std::int64_t hidden, torch::ScalarType type)
{
  const torch::NoGradGuard noGradient;
  const torch::Tensor state = torch::zeros({ 1, 2, hidden }, type);
  const Tensors weights = { Numbers({ 4 * hidden, inputs }, type),
    Numbers({ 4 * hidden, hidden }, type), Numbers({ 4 * hidden }, type),
    Numbers({ 4 * hidden }, type) };
  return std::get<0>(torch::lstm(
    Numbers({ 3, 2, inputs }, type), { state, state }, weights, true, 1, 0.0, false, false, false));
}

/// Layers of which some fill the blocks of oneDNN's kernels and some do not.
Tensors Results(torch::ScalarType type)
{
  Tensors all;
  constexpr std::array<std::array<std::int64_t, 2>, 5> channels = { { { 1, 12 }, { 3, 16 },
    { 24, 5 }, { 16, 40 }, { 40, 64 } } };
  for (const auto& [inputs, outputs] : channels)
  {
    const Tensors convolution = Convolution(inputs, outputs, type);
    all.insert(all.end(), convolution.begin(), convolution.end());
  }
  for (const std::int64_t hidden : { 6, 12, 16 })
  {
    all.push_back(RecurrentLayer(4, hidden, type));
  }
  return all;
}

bool AreRight()
{
  const torch::AutoGradMode gradients(true);
  constexpr double tolerance = 1e-3;
  const Tensors found = Results(torch::kFloat32), truth = Results(torch::kFloat64);
  for (std::size_t i = 0; i < truth.size(); ++i)
  {
    const double largest = truth[i].abs().max().item<double>();
    const double difference = (found[i].to(torch::kFloat64) - truth[i]).abs().max().item<double>();
    // NaN is not right either.
    if (!(difference <= tolerance * largest))
    {
      return false;
    }
  }
  return true;
}

} // namespace

std::string AvoidWrongKernels()
{
  static const std::string advice = []() -> std::string
  {
    if (!at::globalContext().userEnabledMkldnn() || AreRight())
    {
      return "";
    }
    at::globalContext().setUserEnabledMkldnn(false);
    return "the oneDNN that LibTorch uses on this machine computes wrong convolutions or recurrent "
           "layers (known of Debian 13's on processors with AVX-512): Loss Landscape lets LibTorch "
           "do without it, which is slower; other programs that use PyTorch here are wrong";
  }();
  return advice;
}

} // namespace losslandscape
