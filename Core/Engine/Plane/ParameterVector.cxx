// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Engine/Plane/ParameterVector.h"

#include "Core/Common/Error.h"
#include "Core/Engine/Torch/DenseTensor.h"

#include <algorithm>
#include <cmath>

namespace losslandscape
{

ParameterVector WeightsOf(const NetworkModule& network)
{
  ParameterVector weights;
  const auto layouts = network.FilterLayouts();
  for (const auto& [name, tensor] : network.Parameters())
  {
    weights.push_back(
      { name, tensor.sizes().vec(), layouts.at(weights.size()), ToDenseArray(tensor).ToDouble() });
  }
  return weights;
}

double DotProduct(const ParameterVector& a, const ParameterVector& b)
{
  double sum = 0.0;
  for (std::size_t block = 0; block < a.size(); ++block)
  {
    const auto& x = a[block].Values;
    const auto& y = b[block].Values;
    for (std::size_t i = 0; i < x.size(); ++i)
    {
      sum += x[i] * y[i];
    }
  }
  return sum;
}

double Norm(const ParameterVector& vector)
{
  return std::sqrt(DotProduct(vector, vector));
}

void Subtract(ParameterVector& a, const ParameterVector& b, double factor)
{
  for (std::size_t block = 0; block < a.size(); ++block)
  {
    auto& x = a[block].Values;
    std::transform(x.begin(), x.end(), b[block].Values.begin(), x.begin(),
      [factor](double value, double other) { return value - factor * other; });
  }
}

std::vector<double> Flatten(const ParameterVector& vector)
{
  std::size_t length = 0;
  for (const auto& block : vector)
  {
    length += block.Values.size();
  }
  std::vector<double> values;
  values.reserve(length);
  for (const auto& block : vector)
  {
    values.insert(values.end(), block.Values.begin(), block.Values.end());
  }
  return values;
}

ParameterVector Unflatten(const std::vector<double>& values, const ParameterVector& shape)
{
  ParameterVector vector = shape;
  auto next = values.begin();
  for (auto& block : vector)
  {
    const auto end = next + static_cast<std::ptrdiff_t>(block.Values.size());
    std::copy(next, end, block.Values.begin());
    next = end;
  }
  return vector;
}

void CheckFinite(const ParameterVector& vector, const std::string& what, const std::string& path)
{
  for (const auto& block : vector)
  {
    if (!std::all_of(block.Values.begin(), block.Values.end(),
          [](double value) { return std::isfinite(value); }))
    {
      throw Error(what + " is not finite")
        .Where(path + ": " + block.Name)
        .Expected("finite numbers")
        .Found("infinity or NaN");
    }
  }
}

double Cosine(const ParameterVector& a, const ParameterVector& b)
{
  const double lengths = Norm(a) * Norm(b);
  return lengths > 0.0 ? DotProduct(a, b) / lengths : 0.0;
}

} // namespace losslandscape
