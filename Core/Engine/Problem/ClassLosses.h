// SPDX-License-Identifier: BSD-3-Clause
// Internal to Core/Engine: the interface uses types of LibTorch.
#ifndef losslandscape_Engine_Problem_ClassLosses_h
#define losslandscape_Engine_Problem_ClassLosses_h

#include "Core/Engine/Problem/LossFunction.h"

namespace losslandscape
{

/// Cross entropy of every sample, and whether its class has the largest output, in one pass over
/// outputs (samples, classes) in double precision on the processor. Labels must be valid.
/// LibTorch's operators for the same take several times as long where there are few classes, which
/// for small networks is a third of a point's time. As with these, a NaN among the outputs counts
/// as the largest, the first of equal outputs counts, and an output of positive infinity makes the
/// loss NaN.
BatchLoss ClassLosses(const torch::Tensor& outputs, const torch::Tensor& labels);

} // namespace losslandscape

#endif
