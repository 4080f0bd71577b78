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

  /// Whether the block holds biases, or scales or shifts of norm layers: Li et al.'s "biasbn".
  bool IsBiasOrNorm() const { return this->Shape.size() <= 1; }
};

/// A vector in parameter space: the weights themselves, or a direction. All operations run over the
/// numbers in order on one thread, so that results are the same on every machine.
using ParameterVector = std::vector<ParameterBlock>;

/// The values of a network's parameters.
ParameterVector WeightsOf(const NetworkModule& network);

double DotProduct(const ParameterVector& a, const ParameterVector& b);
double Norm(const ParameterVector& vector);

/// a -= factor * b.
void Subtract(ParameterVector& a, const ParameterVector& b, double factor = 1.0);

/// The numbers of all blocks, one after the other.
std::vector<double> Flatten(const ParameterVector& vector);
/// The inverse of Flatten, with the names, shapes and layouts of `shape`.
ParameterVector Unflatten(const std::vector<double>& values, const ParameterVector& shape);

/// Throws Error if a number is not finite, saying of what, and in which file and parameter.
void CheckFinite(const ParameterVector& vector, const std::string& what, const std::string& path);

/// a . b / (|a| |b|); 0 if one of them is zero.
double Cosine(const ParameterVector& a, const ParameterVector& b);

} // namespace losslandscape

#endif
