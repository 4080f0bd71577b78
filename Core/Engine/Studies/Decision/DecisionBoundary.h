// SPDX-License-Identifier: BSD-3-Clause
#ifndef losslandscape_Engine_Studies_Decision_DecisionBoundary_h
#define losslandscape_Engine_Studies_Decision_DecisionBoundary_h

#include "Core/Common/Grid.h"
#include "Core/Common/Progress.h"
#include "Core/Engine/Problem/Problem.h"
#include "Core/Engine/Studies/Decision/InputPlane.h"

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace losslandscape
{

/// Throws Error unless the data have classes and the loss is computed from a classifier's outputs.
void RequireClasses(const Dataset& data, LossKind loss);

/// How many classes the problem's network tells apart: its number of outputs. Runs the network on
/// one batch. Throws Error if it does not return two or more outputs per sample.
std::int64_t NumberOfOutputs(const Problem& problem);

/// What a classifier makes of an input.
struct Decision
{
  /// The class of the largest output, the first of equal ones; -1 if the probabilities are not
  /// finite.
  int Class = -1;
  /// The largest probability.
  double Confidence = 0.0;
  /// For two classes the probability of class 1 minus that of class 0, for more the largest
  /// probability minus the second largest.
  double Margin = 0.0;
};

/// Decides by the network's outputs for `classes` (at least two) classes, and stores the
/// probabilities of these, the softmax of the outputs. Where the outputs hold NaN or positive
/// infinity, probabilities, confidence and margin are NaN.
Decision Decide(const double* outputs, std::size_t classes, double* probabilities);

/// Where the decisions at a grid's points go, in the order of the extent's points, x varying
/// fastest. For their meaning see Decision.
struct DecisionArrays
{
  double* Probability = nullptr; ///< NumberOfOutputs numbers per point
  int* Class = nullptr;
  double* Confidence = nullptr;
  double* Margin = nullptr;
};

/// How many points of a grid are evaluated together: a square number, as large as BatchSize allows
/// or, if that is 0, as suits the size of an input.
std::int64_t PointsPerBatch(const Problem& problem, const Grid& grid);

/// Evaluates the problem's network at every point of `extent`. `outputs` is the problem's
/// NumberOfOutputs.
///
/// Points are evaluated together in squares (of PointsPerBatch) that lie the same in the whole
/// grid, whatever part of it is asked for, since a last bit of an output may depend on the batch.
/// So values do not depend on the extent, nor on `threads` (as in EvaluateGrid of landscapes).
/// `progress` is called from this thread, about ten times a second; after it asked to stop, Aborted
/// is thrown within one square.
void EvaluateDecisions(const Problem& problem, const InputPlane& plane, const Grid& grid,
  const Extent& extent, std::int64_t outputs, int threads, const DecisionArrays& arrays,
  const Progress& progress = {});

/// What the network makes of a sample that lies in the plane.
struct SampleDecision
{
  InputPlane::Sample Sample;
  std::int64_t Label = 0;
  /// The class that the network decides for, as Decision::Class.
  int Predicted = -1;
  bool IsCorrect = false;
  /// Probability of the class that the label says.
  double Probability = 0.0;
  double Loss = 0.0;
};

/// Evaluates the samples that lie in the plane, in their order there.
std::vector<SampleDecision> EvaluateSamples(
  const Problem& problem, const InputPlane& plane, int threads, const Progress& progress = {});

/// Everything that made a picture of what a network says over a plane of its inputs, as JSON:
/// network, weights, data, loss, plane (with the places in the data set and in the plane of the
/// three samples it goes through), grid, versions.
std::string DecisionBoundaryRecipe(
  const Problem& problem, const InputPlane& plane, const Grid& grid);

} // namespace losslandscape

#endif
