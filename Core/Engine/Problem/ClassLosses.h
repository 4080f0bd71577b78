// SPDX-License-Identifier: BSD-3-Clause
// Shows Torch types.
#ifndef losslandscape_Engine_Problem_ClassLosses_h
#define losslandscape_Engine_Problem_ClassLosses_h

#include "Core/Engine/Problem/LossFunction.h"

namespace losslandscape
{

/// Cross entropy of every sample, and whether its class has the largest output, in one pass over
/// outputs (samples, classes) in double precision on the processor, for labels that are valid. The
/// operators of LibTorch for the same take several times as long where there are few classes, which
/// for small networks is a third of a point's time. As there, a NaN among the outputs is the
/// largest, the first of equal ones counts, and infinite outputs give NaN.
BatchLoss ClassLosses(const torch::Tensor& outputs, const torch::Tensor& labels);

} // namespace losslandscape

#endif
