// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Network/ParameterVector.h"

#include "Core/Network/DenseTensor.h"

#include <cmath>

namespace losslandscape
{

ParameterVector WeightsOf(const NetworkModule& network)
{
  ParameterVector weights;
  const auto layouts = network.FilterLayouts();
  for (const auto& [name, tensor] : network.Parameters())
  {
    ParameterBlock block;
    block.Name = name;
    block.Shape = tensor.sizes().vec();
    block.Layout = layouts.at(weights.size());
    block.Values = ToDenseArray(tensor).ToDouble();
    weights.push_back(std::move(block));
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

double Cosine(const ParameterVector& a, const ParameterVector& b)
{
  const double lengths = Norm(a) * Norm(b);
  return lengths > 0.0 ? DotProduct(a, b) / lengths : 0.0;
}

} // namespace losslandscape
