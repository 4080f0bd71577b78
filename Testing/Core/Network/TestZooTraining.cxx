// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Network/Training.h"

#include <gtest/gtest.h>

#include <algorithm>

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
  options.Epochs = 3;
  options.BatchSize = 20;
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

// One of each family.
INSTANTIATE_TEST_SUITE_P(All, ZooTraining,
  testing::Values(
    "resnet8", "resnet18", "wrn10-1", "densenet121", "vgg9-bn", "vgg11", "lenet5", "vit-tiny"),
  [](const auto& info)
  {
    std::string name = info.param;
    std::replace(name.begin(), name.end(), '-', '_');
    return name;
  });
