// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Engine/Studies/Training/Training.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

using namespace losslandscape;

namespace
{

/// A few handwritten digits.
TrainingOptions SmallTraining(const std::string& architecture)
{
  TrainingOptions options;
  options.Network.Architecture = architecture;
  options.Network.Transformer = { 2, 2, 64 };
  options.Data.Kind = DatasetKind::Digits;
  options.Data.NumberOfSamples = 60;
  options.Optimizer = Optimizer::Adam;
  options.LearningRate.Initial = 0.002;
  options.WeightDecay = 0.0;
  // Running statistics of batch norm need some dozens of steps.
  options.Epochs = 6;
  options.BatchSize = 10;
  options.Device = "cpu";
  options.Threads = 1;
  return options;
}

} // namespace

class ZooTraining : public testing::TestWithParam<const char*>
{
};

TEST_P(ZooTraining, LearnsAndRepeatsItself)
{
  const auto options = SmallTraining(GetParam());
  const auto first = Train(options).Epochs;
  EXPECT_LT(first.back().TrainLoss, first.front().TrainLoss);
  EXPECT_EQ(Train(options).Epochs.back().TrainLoss, first.back().TrainLoss);
}

// Too slow to learn something here.
TEST(DenseNetTraining, RepeatsItself)
{
  auto options = SmallTraining("densenet121");
  options.Data.NumberOfSamples = 20;
  options.Epochs = 1;
  const auto first = Train(options).Epochs;
  EXPECT_TRUE(std::isfinite(first.back().TrainLoss));
  EXPECT_EQ(Train(options).Epochs.back().TrainLoss, first.back().TrainLoss);
}

// One of each other family.
INSTANTIATE_TEST_SUITE_P(All, ZooTraining,
  testing::Values("resnet8", "resnet18", "wrn10-1", "vgg9-bn", "vgg11", "lenet5", "vit-tiny"),
  [](const auto& info)
  {
    std::string name = info.param;
    std::replace(name.begin(), name.end(), '-', '_');
    return name;
  });
