// SPDX-License-Identifier: BSD-3-Clause
// Losses of given outputs. Truth: PyTorch's definitions written out, and closed forms.
#include "Testing/Core/Engine/NetworkTesting.h"

#include "Core/Engine/Problem/LossEvaluator.h"
#include "Core/Engine/Problem/LossFunction.h"

#include <cmath>

using namespace losslandscape;

namespace
{

torch::Tensor Numbers(const std::vector<double>& values, at::IntArrayRef shape)
{
  return torch::tensor(values, torch::kFloat64).reshape(shape);
}

torch::Tensor Labels(const std::vector<std::int64_t>& values, at::IntArrayRef shape)
{
  return torch::tensor(values, torch::kInt64).reshape(shape);
}

Batch BatchOf(const torch::Tensor& targets)
{
  return { { torch::zeros({ targets.size(0), 1 }) }, targets };
}

/// The loss of outputs that the network has for all samples, which stand in one batch.
LossValue LossOf(
  const LossOptions& loss, const torch::Tensor& outputs, const torch::Tensor& targets)
{
  return EvaluateLoss(
    [&](const Batch& batch) { return OutputLosses(loss, outputs, batch); }, { BatchOf(targets) });
}

std::string ErrorOf(
  const LossOptions& loss, const torch::Tensor& outputs, const torch::Tensor& targets)
{
  return ErrorText([&] { LossOf(loss, outputs, targets); });
}

LossOptions Weighted(const std::vector<double>& weights, LossKind kind = LossKind::CrossEntropy)
{
  LossOptions loss = kind;
  loss.ClassWeights = weights;
  return loss;
}

} // namespace

TEST(LossFunction, LabelsThatDoNotCountAreLeftOut)
{
  // Two classes with outputs 0 and x: the loss of class 0 is log(1 + e^x), of class 1 log(1 +
  // e^-x). Classes are the last axis; each of the two samples has three places.
  const torch::Tensor outputs = Numbers({ 0, 1, 0, 2, 0, 9, 0, 3, 0, 4, 0, 9 }, { 2, 3, 2 });
  const torch::Tensor labels = Labels({ 0, -100, -100, 1, 1, 1 }, { 2, 3 });
  const LossValue value = LossOf(LossKind::CrossEntropy, outputs, labels);
  const double sum = std::log1p(std::exp(1.0)) + std::log1p(std::exp(-3.0)) +
    std::log1p(std::exp(-4.0)) + std::log1p(std::exp(-9.0));
  EXPECT_NEAR(value.Loss, sum / 4.0, 1e-14);
  EXPECT_NEAR(value.Accuracy, 75.0, 1e-12);
}

TEST(LossFunction, TheStandardErrorIsThatOfARatio)
{
  // Numbers of labels 1 and 3; each sample's sum of losses is w (l - L) away from the mean.
  const torch::Tensor outputs = Numbers({ 0, 1, 0, 1, 0, 1, 0, 2, 0, 2, 0, 2 }, { 2, 3, 2 });
  const torch::Tensor labels = Labels({ 0, -100, -100, 0, 0, 0 }, { 2, 3 });
  const LossValue value = LossOf(LossKind::CrossEntropy, outputs, labels);
  const double first = std::log1p(std::exp(1.0));
  const double second = std::log1p(std::exp(2.0));
  const double mean = (first + 3.0 * second) / 4.0;
  const double squares = std::pow(first - mean, 2) + std::pow(3.0 * (second - mean), 2);
  EXPECT_NEAR(value.Loss, mean, 1e-14);
  EXPECT_NEAR(value.StandardError, std::sqrt(squares / 1.0 / 2.0) / 2.0, 1e-14);
}

TEST(LossFunction, ClassWeightsAreDividedOut)
{
  const torch::Tensor outputs = Numbers({ 0, 1, 0, 2 }, { 2, 2 });
  const torch::Tensor labels = Labels({ 0, 1 }, { 2 });
  const LossValue value = LossOf(Weighted({ 3.0, 0.5 }), outputs, labels);
  const double sum = 3.0 * std::log1p(std::exp(1.0)) + 0.5 * std::log1p(std::exp(-2.0));
  EXPECT_NEAR(value.Loss, sum / 3.5, 1e-14);
  EXPECT_NEAR(value.Accuracy, 50.0, 1e-12);
}

TEST(LossFunction, ASampleOfNoLabelCountsNothing)
{
  const torch::Tensor outputs = Numbers({ 0, 1, 0, 2 }, { 2, 2 });
  const LossValue value = LossOf(LossKind::CrossEntropy, outputs, Labels({ -100, 1 }, { 2 }));
  EXPECT_NEAR(value.Loss, std::log1p(std::exp(-2.0)), 1e-14);
  EXPECT_NEAR(value.Accuracy, 100.0, 1e-12);
}

TEST(LossFunction, OneHotIntegersAreProbabilities)
{
  const torch::Tensor outputs = Numbers({ 0, 1, 0, 2 }, { 2, 2 });
  const torch::Tensor oneHot = Labels({ 1, 0, 0, 1 }, { 2, 2 });
  const LossValue labelled = LossOf(LossKind::CrossEntropy, outputs, Labels({ 0, 1 }, { 2 }));
  const LossValue value = LossOf(LossKind::CrossEntropy, outputs, oneHot);
  EXPECT_NEAR(value.Loss, labelled.Loss, 1e-14);
  EXPECT_NEAR(value.Accuracy, 50.0, 1e-12);
}

TEST(LossFunction, YesAndNoAreCountedEach)
{
  const torch::Tensor outputs = Numbers({ 1, -1, 2, 3 }, { 2, 2 });
  const LossValue value =
    LossOf(LossKind::BinaryCrossEntropy, outputs, Numbers({ 1, 1, 1, 0 }, { 2, 2 }));
  const auto softplus = [](double x) { return std::log1p(std::exp(x)); };
  EXPECT_NEAR(value.Loss, (softplus(-1) + softplus(1) + softplus(-2) + softplus(3)) / 4.0, 1e-14);
  EXPECT_NEAR(value.Accuracy, 50.0, 1e-12);
}

TEST(LossFunction, HuberIsQuadraticBelowOne)
{
  const torch::Tensor outputs = Numbers({ 0.5, 3.0 }, { 2, 1 });
  const LossValue value = LossOf(LossKind::Huber, outputs, Numbers({ 0, 0 }, { 2 }));
  EXPECT_NEAR(value.Loss, (0.125 + 2.5) / 2.0, 1e-14);
  EXPECT_TRUE(std::isnan(value.Accuracy));
}

TEST(LossFunction, OneOutputComparesWithNumbersNotWithClasses)
{
  const torch::Tensor outputs = Numbers({ 1.5, 2.0 }, { 2, 1 });
  const LossValue value = LossOf(LossKind::MeanSquaredError, outputs, Labels({ 1, 4 }, { 2 }));
  EXPECT_NEAR(value.Loss, (0.25 + 4.0) / 2.0, 1e-14);
}

TEST(LossFunction, SaysWhatDoesNotFit)
{
  const torch::Tensor outputs = torch::zeros({ 4, 3 }, torch::kFloat64);
  ExpectContains(
    ErrorOf(LossKind::CrossEntropy, outputs, Labels({ 0, 1, 2, 3 }, { 4 })), "found class 3");
  ExpectContains(ErrorOf(LossKind::CrossEntropy, outputs, torch::zeros({ 4, 2 }, torch::kInt64)),
    "labels (4, 2)");
  ExpectContains(
    ErrorOf(LossKind::CrossEntropy, outputs, torch::zeros({ 4 }, torch::kFloat64)), "needs labels");
  ExpectContains(ErrorOf(LossKind::CrossEntropy, torch::zeros({ 4, 1 }, torch::kFloat64),
                   Labels({ 0, 1, 0, 1 }, { 4 })),
    "Binary Cross Entropy");
  ExpectContains(ErrorOf(LossKind::CrossEntropy, torch::zeros({ 4, 3, 3 }, torch::kFloat64),
                   torch::zeros({ 4, 3 }, torch::kInt64)),
    "two axes");
  ExpectContains(ErrorOf(Weighted({ 1, 2 }), outputs, Labels({ 0, 1, 2, 0 }, { 4 })),
    "each of the network's 3 classes");
  ExpectContains(
    ErrorOf(LossKind::BinaryCrossEntropy, outputs, 2 * torch::ones({ 4, 3 })), "no probabilities");
  ExpectContains(ErrorOf(LossKind::MeanSquaredError, torch::zeros({ 4, 2, 3 }, torch::kFloat64),
                   torch::zeros({ 4, 3, 2 }, torch::kFloat64)),
    "targets do not fit");
  const BatchLoss example = OutputLosses(
    LossKind::CrossEntropy, outputs, BatchOf(Labels({ -100, -100, -100, -100 }, { 4 })));
  ExpectContains(ErrorText(
                   [&]
                   {
                     TotalWeight(LossKind::CrossEntropy,
                       { BatchOf(Labels({ -100, -100, -100, -100 }, { 4 })) }, example);
                   }),
    "no label counts");
}

TEST(LossFunction, RefusesSettingsOutOfRangeAndWithoutEffect)
{
  LossOptions loss;
  loss.LabelSmoothing = 1.5;
  ExpectContains(ErrorText([&] { CheckLossOptions(loss); }), "found 1.5");
  loss = LossKind::MeanSquaredError;
  loss.LabelSmoothing = 0.1;
  ExpectContains(ErrorText([&] { CheckLossOptions(loss); }), "LabelSmoothing");
  ExpectContains(
    ErrorText([&] { CheckLossOptions(Weighted({ 1.0 }, LossKind::Huber)); }), "ClassWeights");
  ExpectContains(ErrorText([&] { CheckLossOptions(Weighted({ 1.0, -1.0 })); }), "found -1");
}
