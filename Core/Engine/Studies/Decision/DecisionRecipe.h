// SPDX-License-Identifier: BSD-3-Clause
#ifndef losslandscape_Engine_Studies_Decision_DecisionRecipe_h
#define losslandscape_Engine_Studies_Decision_DecisionRecipe_h

#include "Core/Common/Grid.h"
#include "Core/Engine/Problem/Problem.h"
#include "Core/Engine/Studies/Decision/InputPlane.h"

#include <string>

namespace losslandscape
{

/// Everything that made a picture of what a network says over a plane of its inputs, as JSON:
/// network, weights, data, loss, plane (with the places in the data set and in the plane of the
/// three samples it goes through), grid, versions.
std::string DecisionBoundaryRecipe(
  const Problem& problem, const InputPlane& plane, const Grid& grid);

} // namespace losslandscape

#endif
