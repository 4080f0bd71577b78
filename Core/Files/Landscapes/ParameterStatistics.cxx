// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Files/Landscapes/ParameterStatistics.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace losslandscape
{
namespace
{

/// A sum by the method of Kahan and Babuska, since rounding errors of millions of values add up.
class ExactSum
{
public:
  void Add(double value)
  {
    const double total = this->Total + value;
    this->Lost += std::abs(this->Total) >= std::abs(value) ? (this->Total - total) + value
                                                           : (value - total) + this->Total;
    this->Total = total;
  }

  double Get() const { return this->Total + this->Lost; }

private:
  double Total = 0.0;
  double Lost = 0.0;
};

} // namespace

ParameterStatistics StatisticsOf(const DenseArray& tensor)
{
  std::vector<double> values = tensor.ToDouble();
  ParameterStatistics result;
  result.Count = static_cast<std::int64_t>(values.size());
  values.erase(std::remove_if(
                 values.begin(), values.end(), [](double value) { return !std::isfinite(value); }),
    values.end());
  result.NonFinite = result.Count - static_cast<std::int64_t>(values.size());
  if (values.empty())
  {
    constexpr double unknown = std::numeric_limits<double>::quiet_NaN();
    const double norm = result.Count == 0 ? 0.0 : unknown;
    return { result.Count, unknown, unknown, norm, unknown, unknown, result.NonFinite };
  }
  const auto [smallest, largest] = std::minmax_element(values.begin(), values.end());
  result.Minimum = *smallest;
  result.Maximum = *largest;
  // Values are scaled, so that squares of very large or small ones neither overflow nor vanish.
  const double scale = std::max(std::abs(result.Minimum), std::abs(result.Maximum));
  const double unit = scale > 0.0 ? scale : 1.0;
  const double count = static_cast<double>(values.size());
  ExactSum sum;
  ExactSum squares;
  for (const double value : values)
  {
    sum.Add(value / unit);
    squares.Add((value / unit) * (value / unit));
  }
  const double mean = sum.Get() / count;
  ExactSum deviations;
  for (const double value : values)
  {
    deviations.Add((value / unit - mean) * (value / unit - mean));
  }
  result.Mean = mean * unit;
  result.Norm = std::sqrt(squares.Get()) * unit;
  result.StandardDeviation = std::sqrt(deviations.Get() / count) * unit;
  return result;
}

} // namespace losslandscape
