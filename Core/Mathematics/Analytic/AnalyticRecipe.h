// SPDX-License-Identifier: BSD-3-Clause
#ifndef losslandscape_Mathematics_Analytic_AnalyticRecipe_h
#define losslandscape_Mathematics_Analytic_AnalyticRecipe_h

#include "Core/Common/Grid.h"
#include "Core/Mathematics/Analytic/AnalyticFunction.h"

#include <string>

namespace losslandscape
{

/// The recipe of an analytic landscape as JSON, enough to compute it again: source, function,
/// formula, reference, dimension, resolution, bounds, version.
std::string AnalyticRecipe(const AnalyticFunction& function, const Grid& grid, const Box& bounds);

} // namespace losslandscape

#endif
