// SPDX-License-Identifier: BSD-3-Clause
// Truth: LibTorch's own operators, and the closed form for two classes.
#include "Testing/Core/Engine/NetworkTesting.h"

#include "Core/Engine/Problem/ClassLosses.h"

#include <torch/nn/functional/loss.h>

#include <cmath>
#include <limits>

using namespace losslandscape;

namespace
{

constexpr double Infinity = std::numeric_limits<double>::infinity();
constexpr double NaN = std::numeric_limits<double>::quiet_NaN();

void ExpectAsLibTorch(const torch::Tensor& outputs, const torch::Tensor& labels)
{
  const BatchLoss ours = ClassLosses(outputs, labels);
  namespace F = torch::nn::functional;
  const torch::Tensor losses =
    F::cross_entropy(outputs, labels, F::CrossEntropyFuncOptions().reduction(torch::kNone));
  const torch::Tensor correct = outputs.argmax(1).eq(labels).to(torch::kFloat64);
  EXPECT_TRUE(torch::allclose(ours.Losses, losses, 1e-13, 1e-13, /*equal_nan=*/true))
    << ours.Losses << losses;
  EXPECT_TRUE(torch::equal(ours.Correct, correct)) << ours.Correct << correct;
}

} // namespace

TEST(ClassLosses, AreThoseOfLibTorch)
{
  torch::manual_seed(3);
  for (const std::int64_t classes : { 1, 2, 3, 10, 1000 })
  {
    for (const double scale : { 1e-6, 1.0, 50.0, 1e5 })
    {
      const auto outputs = scale * torch::randn({ 257, classes }, torch::kFloat64);
      ExpectAsLibTorch(outputs, torch::randint(classes, { 257 }, torch::kInt64));
    }
  }
}

TEST(ClassLosses, OutputsAndLabelsNeedNotBeContiguous)
{
  torch::manual_seed(4);
  const auto outputs = torch::randn({ 5, 40 }, torch::kFloat64).t();
  const auto labels = torch::randint(5, { 80 }, torch::kInt64).slice(0, 0, 80, 2);
  ExpectAsLibTorch(outputs, labels);
}

TEST(ClassLosses, NotFiniteOutputsAreThoseOfLibTorch)
{
  std::vector<std::vector<double>> rows;
  const double numbers[] = { 0.5, 0.5, -Infinity, Infinity, NaN };
  for (const double a : numbers)
  {
    for (const double b : numbers)
    {
      for (const double c : numbers)
      {
        rows.push_back({ a, b, c });
      }
    }
  }
  const auto count = static_cast<std::int64_t>(rows.size());
  auto outputs = torch::empty({ count, 3 }, torch::kFloat64);
  for (std::int64_t i = 0; i < count; ++i)
  {
    outputs[i] = torch::tensor(rows[i], torch::kFloat64);
  }
  for (const std::int64_t label : { 0, 1, 2 })
  {
    ExpectAsLibTorch(outputs, torch::full({ count }, label, torch::kInt64));
  }
}

TEST(ClassLosses, TwoClassesHaveAClosedForm)
{
  // log(1 + exp(-t)), t the lead of the right class; far out -t or exp(-t).
  const std::vector<double> leads = { -700.0, -30.0, -1.0, 0.0, 1.0, 8.0 };
  for (const double lead : leads)
  {
    const auto outputs = torch::tensor({ { 2.0 + lead, 2.0 } }, torch::kFloat64);
    const double loss =
      ClassLosses(outputs, torch::zeros({ 1 }, torch::kInt64)).Losses[0].item<double>();
    const double expected =
      lead < 0.0 ? -lead + std::log1p(std::exp(lead)) : std::log1p(std::exp(-lead));
    EXPECT_NEAR(loss, expected, 1e-13 * std::max(1.0, expected)) << lead;
  }
}
