// SPDX-License-Identifier: BSD-3-Clause
// Internal to Core/Engine: the interface uses types of LibTorch.
#ifndef losslandscape_Engine_Problem_OriginCheck_h
#define losslandscape_Engine_Problem_OriginCheck_h

#include "Core/Engine/Problem/LossFunction.h"

#include <memory>

namespace losslandscape
{

/// Takes a network's origin and compares the two on a batch, in evaluation. Returns the origin if
/// it has to take the network's place, as their losses differ by more than rounding; null if the
/// network is as good, or has no origin. Throws what the origin throws: it checks the data in its
/// own words.
std::unique_ptr<NetworkModule> OriginIfItDiffers(
  NetworkModule& network, const LossOptions& loss, const Batch& batch);

} // namespace losslandscape

#endif
