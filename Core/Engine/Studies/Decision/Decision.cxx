// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Engine/Studies/Decision/Decision.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace losslandscape
{
namespace
{

/// The largest probability of a class other than `first`.
double LargestOther(const double* probabilities, std::size_t classes, std::size_t first)
{
  double largest = 0.0;
  for (std::size_t i = 0; i < classes; ++i)
  {
    largest = i == first ? largest : std::max(largest, probabilities[i]);
  }
  return largest;
}

} // namespace

Decision Decide(const double* outputs, std::size_t classes, double* probabilities)
{
  const std::size_t first = std::max_element(outputs, outputs + classes) - outputs;
  double sum = 0.0;
  for (std::size_t i = 0; i < classes; ++i)
  {
    probabilities[i] = std::exp(outputs[i] - outputs[first]);
    sum += probabilities[i];
  }
  if (!std::isfinite(sum))
  {
    constexpr double nan = std::numeric_limits<double>::quiet_NaN();
    std::fill_n(probabilities, classes, nan);
    return { -1, nan, nan };
  }
  std::transform(probabilities, probabilities + classes, probabilities,
    [sum](double value) { return value / sum; });
  Decision decision;
  decision.Class = static_cast<int>(first);
  decision.Confidence = probabilities[first];
  decision.Margin = classes == 2
    ? probabilities[1] - probabilities[0]
    : probabilities[first] - LargestOther(probabilities, classes, first);
  return decision;
}

} // namespace losslandscape
