// SPDX-License-Identifier: BSD-3-Clause
// Truth: differences of losses, and of gradients, in double precision.
#include "ZooTesting.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

using namespace losslandscape;

namespace
{

constexpr double Step = 1e-5;

/// A network in double precision that is moved along a direction through all of its parameters.
class DoubleNetwork
{
public:
  explicit DoubleNetwork(const BuiltInOptions& options)
    : Network(MakeZooNetwork(options)), Inputs(ZooInputs(options.SampleShape).to(torch::kFloat64)),
      Targets(torch::tensor({ 3, 7 }, torch::kInt64))
  {
    for (auto& [name, tensor] : this->Network->State())
    {
      if (tensor.is_floating_point())
      {
        torch::Tensor(tensor).set_data(tensor.to(torch::kFloat64));
      }
    }
    for (const auto& [name, tensor] : this->Network->Parameters())
    {
      this->Parameters.push_back(tensor);
      this->Centre.push_back(tensor.detach().clone());
      this->Direction.push_back(
        0.1 * ZooValues("direction of " + name, tensor).to(torch::kFloat64));
    }
  }

  void MoveTo(double coordinate)
  {
    const torch::NoGradGuard noGradient;
    for (std::size_t i = 0; i < this->Parameters.size(); ++i)
    {
      this->Parameters[i].copy_(this->Centre[i] + coordinate * this->Direction[i]);
    }
  }

  torch::Tensor Loss() const
  {
    return torch::cross_entropy_loss(this->Network->Forward(this->Inputs), this->Targets);
  }

  /// Slope along the direction; differentiable.
  torch::Tensor Slope() const
  {
    const auto gradients = torch::autograd::grad({ this->Loss() }, this->Parameters, {}, {}, true);
    auto slope = torch::zeros({}, torch::kFloat64);
    for (std::size_t i = 0; i < gradients.size(); ++i)
    {
      slope = slope + (gradients[i] * this->Direction[i]).sum();
    }
    return slope;
  }

  /// Second derivative along the direction.
  double Curvature() const
  {
    const auto gradients = torch::autograd::grad({ this->Slope() }, this->Parameters);
    double curvature = 0.0;
    for (std::size_t i = 0; i < gradients.size(); ++i)
    {
      curvature += (gradients[i] * this->Direction[i]).sum().item<double>();
    }
    return curvature;
  }

private:
  std::unique_ptr<NetworkModule> Network;
  torch::Tensor Inputs;
  torch::Tensor Targets;
  std::vector<torch::Tensor> Parameters;
  std::vector<torch::Tensor> Centre;
  std::vector<torch::Tensor> Direction;
};

template <typename Function>
double CentralDifference(DoubleNetwork& network, double step, Function&& function)
{
  network.MoveTo(step);
  const double after = function();
  network.MoveTo(-step);
  const double before = function();
  network.MoveTo(0.0);
  return (after - before) / (2.0 * step);
}

} // namespace

class ZooGradient : public testing::TestWithParam<std::string>
{
};

// Networks with ReLU have kinks: the step is small enough to meet none.
TEST_P(ZooGradient, IsTheSlopeOfTheLoss)
{
  DoubleNetwork network({ GetParam(), { 5, 4 }, { 1, 8, 8 }, 10 });
  const double slope = network.Slope().item<double>();
  const double expected =
    CentralDifference(network, Step * 0.01, [&] { return network.Loss().item<double>(); });
  EXPECT_GT(std::abs(slope), 1e-3);
  EXPECT_NEAR(slope, expected, 1e-5 * std::abs(expected));
}

INSTANTIATE_TEST_SUITE_P(All, ZooGradient, testing::ValuesIn(ArchitectureNames()),
  [](const auto& info)
  {
    std::string name = info.param;
    std::replace(name.begin(), name.end(), '-', '_');
    return name;
  });

TEST(ZooCurvature, OfTransformersIsTheSlopeOfTheSlope)
{
  DoubleNetwork network({ "vit-tiny", {}, { 1, 8, 8 }, 10, { 2, 2, 128 } });
  const double curvature = network.Curvature();
  const double expected =
    CentralDifference(network, Step, [&] { return network.Slope().item<double>(); });
  EXPECT_GT(std::abs(curvature), 1e-3);
  EXPECT_NEAR(curvature, expected, 1e-6 * std::abs(expected));
}
