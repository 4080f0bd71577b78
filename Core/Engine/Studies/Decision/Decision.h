// SPDX-License-Identifier: BSD-3-Clause
#ifndef losslandscape_Engine_Studies_Decision_Decision_h
#define losslandscape_Engine_Studies_Decision_Decision_h

#include <cstddef>

namespace losslandscape
{

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

} // namespace losslandscape

#endif
