// SPDX-License-Identifier: BSD-3-Clause
#ifndef losslandscape_Sources_DerivativeBatches_h
#define losslandscape_Sources_DerivativeBatches_h

#include "Core/Engine/Problem/Problem.h"

namespace losslandscape
{

/// The same problem in batches of 50 samples if their size is left to us: derivatives are shared by
/// threads batch by batch, unlike landscapes, and take several times the memory of a forward pass.
inline ProblemOptions InDerivativeBatches(ProblemOptions options)
{
  constexpr std::int64_t Samples = 50;
  if (options.BatchSize == 0 && options.Loss != LossKind::NetworkOutput)
  {
    options.BatchSize = Samples;
  }
  return options;
}

} // namespace losslandscape

#endif
