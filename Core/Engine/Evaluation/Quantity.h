// SPDX-License-Identifier: BSD-3-Clause
// Internal to Core/Engine: the interface uses types of LibTorch.
#ifndef losslandscape_Engine_Evaluation_Quantity_h
#define losslandscape_Engine_Evaluation_Quantity_h

#include "Core/Engine/Problem/ProblemInternals.h"

#include <array>
#include <cstddef>
#include <functional>
#include <string>
#include <vector>

namespace losslandscape
{

/// Finds a quantity's numbers at a point of the plane. Throws Aborted soon after `keepGoing` said
/// no.
using PointWorker = std::function<std::vector<double>(
  const std::array<double, 3>& coordinates, const std::function<bool()>& keepGoing)>;

/// Something that every point of a plane has: a loss, a gradient, extreme eigenvalues. It is found
/// by workers and kept by an EvaluationStore as a row of numbers.
struct Quantity
{
  /// The problem whose plane it is, which gives the workers their device.
  const Problem::Internals& TheProblem;
  /// How many numbers a point has.
  std::size_t Count;
  /// The text that says all that the numbers depend on besides the point's coordinates, to the last
  /// bit (see EvaluationKey).
  std::function<std::string()> Key;
  /// Makes a worker, on the worker's own thread.
  std::function<PointWorker()> MakeWorker;
  /// What an error says that failed: "the landscape cannot be evaluated".
  std::string Failure;
};

} // namespace losslandscape

#endif
