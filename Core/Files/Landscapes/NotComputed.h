// SPDX-License-Identifier: BSD-3-Clause
#ifndef losslandscape_Files_Landscapes_NotComputed_h
#define losslandscape_Files_Landscapes_NotComputed_h

#include "Core/Files/Landscapes/SampledLandscape.h"

namespace losslandscape
{

/// Replaces by NaN what the program loss-landscape writes in place of values that it has not
/// computed yet: -1 for an accuracy, -1 for a loss whose accuracy (if the file has one) is not
/// computed either, and the pair `min_eig` = 1, `max_eig` = -1. `loss` goes with `accuracy`,
/// `test_loss` with `test_acc`.
void ReplaceNotComputed(NamedValues& arrays);

} // namespace losslandscape

#endif
