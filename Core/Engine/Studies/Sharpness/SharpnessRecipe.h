// SPDX-License-Identifier: BSD-3-Clause
#ifndef losslandscape_Engine_Studies_Sharpness_SharpnessRecipe_h
#define losslandscape_Engine_Studies_Sharpness_SharpnessRecipe_h

#include "Core/Engine/Problem/Problem.h"
#include "Core/Engine/Studies/Sharpness/NetworkSharpness.h"

#include <string>

namespace losslandscape
{

/// Everything that measures of sharpness are computed from, as JSON: network, weights, data, loss,
/// options, versions.
std::string SharpnessRecipe(const Problem& problem, const SharpnessOptions& options);

} // namespace losslandscape

#endif
