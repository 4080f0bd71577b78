// SPDX-License-Identifier: BSD-3-Clause
#ifndef losslandscape_Sources_DerivativeBatches_h
#define losslandscape_Sources_DerivativeBatches_h

#include "Core/Engine/Problem/Problem.h"

namespace losslandscape
{

/// The options with batches of 50 samples where BatchSize leaves their size open. Such small
/// batches suit derivatives, which threads share batch by batch (in landscapes they share points)
/// and which take several times the memory of a forward pass. A Loss of NetworkOutput stays as it
/// is, since its module takes all samples at once.
inline ProblemOptions InDerivativeBatches(ProblemOptions options)
{
  constexpr std::int64_t Samples = 50;
  if (options.BatchSize == 0 && options.Loss.Kind != LossKind::NetworkOutput)
  {
    options.BatchSize = Samples;
  }
  return options;
}

} // namespace losslandscape

#endif
