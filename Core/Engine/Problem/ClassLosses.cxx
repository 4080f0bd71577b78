// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Engine/Problem/ClassLosses.h"

#include <cmath>

namespace losslandscape
{
namespace
{

std::int64_t LargestOf(const double* outputs, std::int64_t classes)
{
  std::int64_t largest = 0;
  for (std::int64_t i = 1; i < classes; ++i)
  {
    const bool larger =
      outputs[i] > outputs[largest] || (std::isnan(outputs[i]) && !std::isnan(outputs[largest]));
    largest = larger ? i : largest;
  }
  return largest;
}

/// The logarithm of the sum of exp(outputs), minus the largest output.
double LogSumAbove(const double* outputs, std::int64_t classes, double largest)
{
  double sum = 0.0;
  for (std::int64_t i = 0; i < classes; ++i)
  {
    sum += std::exp(outputs[i] - largest);
  }
  return std::log(sum);
}

} // namespace

BatchLoss ClassLosses(const torch::Tensor& outputs, const torch::Tensor& labels)
{
  const std::int64_t samples = outputs.size(0);
  const std::int64_t classes = outputs.size(1);
  const torch::Tensor rows = outputs.contiguous();
  const torch::Tensor columns = labels.contiguous();
  const auto* row = rows.data_ptr<double>();
  const auto* label = columns.data_ptr<std::int64_t>();
  BatchLoss result;
  result.Losses = torch::empty({ samples }, torch::kFloat64);
  result.Correct = torch::empty({ samples }, torch::kFloat64);
  auto* loss = result.Losses.data_ptr<double>();
  auto* correct = result.Correct.data_ptr<double>();
  for (std::int64_t i = 0; i < samples; ++i, row += classes)
  {
    const std::int64_t largest = LargestOf(row, classes);
    loss[i] = LogSumAbove(row, classes, row[largest]) - (row[label[i]] - row[largest]);
    correct[i] = largest == label[i] ? 1.0 : 0.0;
  }
  return result;
}

} // namespace losslandscape
