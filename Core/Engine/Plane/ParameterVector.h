// SPDX-License-Identifier: BSD-3-Clause
#ifndef losslandscape_Engine_Plane_ParameterVector_h
#define losslandscape_Engine_Plane_ParameterVector_h

#include "Core/Engine/Network/NetworkModule.h"

#include <string>
#include <vector>

namespace losslandscape
{

/// One parameter's share of a vector in parameter space, row-major, in double precision, with what
/// is needed to find its filters.
struct ParameterBlock
{
  std::string Name;
  std::vector<std::int64_t> Shape;
  FilterLayout Layout;
  std::vector<double> Values;

  /// Biases and the scales and shifts of norm layers: Li et al.'s "biasbn".
  bool IsBiasOrNorm() const { return this->Shape.size() <= 1; }
};

/// A vector in parameter space: the weights themselves, or a direction. All operations run over the
/// numbers in order on one thread, so that results are the same on every machine.
using ParameterVector = std::vector<ParameterBlock>;

/// The parameters' values.
ParameterVector WeightsOf(const NetworkModule& network);

double DotProduct(const ParameterVector& a, const ParameterVector& b);
double Norm(const ParameterVector& vector);

/// a -= b.
void Subtract(ParameterVector& a, const ParameterVector& b);

/// All numbers in one vector, and back into a vector shaped like `shape`.
std::vector<double> Flatten(const ParameterVector& vector);
ParameterVector Unflatten(const std::vector<double>& values, const ParameterVector& shape);

/// Throws Error saying that `what` is not finite, in which file and parameter.
void CheckFinite(const ParameterVector& vector, const std::string& what, const std::string& path);

/// a . b / (|a| |b|); 0 if one of them is zero.
double Cosine(const ParameterVector& a, const ParameterVector& b);

} // namespace losslandscape

#endif
