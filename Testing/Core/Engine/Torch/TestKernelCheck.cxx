// SPDX-License-Identifier: BSD-3-Clause
// Truth: the same operators in double precision, which LibTorch computes without oneDNN.
#include "Core/Engine/Torch/KernelCheck.h"
#include "Testing/Core/Engine/NetworkTesting.h"

namespace losslandscape
{
namespace
{

std::vector<torch::Tensor> Convolution(
  const torch::Tensor& image, const torch::Tensor& weight, torch::ScalarType type)
{
  const torch::Tensor x = image.to(type).set_requires_grad(true);
  const torch::Tensor w = weight.to(type).set_requires_grad(true);
  const torch::Tensor y = torch::conv2d(x, w, {}, 1, 1);
  auto all = torch::autograd::grad({ y.pow(3).sum() }, { x, w }, {}, true, true);
  const auto second = torch::autograd::grad({ all[1].square().sum() }, { x, w });
  all.insert(all.end(), { y, second[0], second[1] });
  return all;
}

TEST(KernelCheck, ConvolutionsAndTheirDerivativesAreRightAfterIt)
{
  AvoidWrongKernels();
  torch::manual_seed(1);
  for (const std::int64_t inputs : { 1, 7, 24, 33 })
  {
    for (const std::int64_t outputs : { 5, 12, 33, 48, 80 })
    {
      const torch::Tensor image = torch::randn({ 2, inputs, 6, 6 });
      const torch::Tensor weight = torch::randn({ outputs, inputs, 3, 3 });
      const auto found = Convolution(image, weight, torch::kFloat32);
      const auto truth = Convolution(image, weight, torch::kFloat64);
      for (std::size_t i = 0; i < truth.size(); ++i)
      {
        const double largest = truth[i].abs().max().item<double>();
        EXPECT_LE((found[i] - truth[i]).abs().max().item<double>(), 1e-4 * largest)
          << inputs << " to " << outputs << " channels, result " << i;
      }
    }
  }
}

TEST(KernelCheck, SaysTheSameEachTime)
{
  EXPECT_EQ(AvoidWrongKernels(), AvoidWrongKernels());
}

} // namespace
} // namespace losslandscape
