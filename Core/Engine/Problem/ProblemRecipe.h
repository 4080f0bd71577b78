// SPDX-License-Identifier: BSD-3-Clause
#ifndef losslandscape_Engine_Problem_ProblemRecipe_h
#define losslandscape_Engine_Problem_ProblemRecipe_h

#include "Core/Common/Grid.h"
#include "Core/Common/OptionsJson.h"
#include "Core/Engine/Problem/Problem.h"

namespace losslandscape
{

/// What the recipe of everything that evaluates a problem begins with: the problem's options, and
/// what was found when it was loaded (contents by their SHA-256, sizes, what "automatic" led to).
/// `source` is the name of the proxy.
Json ProblemRecipe(const char* source, const Problem& problem);

/// Where a problem's weights came from, and the SHA-256 of what they are.
Json WeightsRecipe(const Problem& problem);

Json GridRecipe(const Grid& grid, const char* unit);

/// Versions of this suite and of LibTorch.
Json VersionsRecipe();

} // namespace losslandscape

#endif
