// SPDX-License-Identifier: BSD-3-Clause
#ifndef losslandscape_Mathematics_Analytic_AnalyticRecipe_h
#define losslandscape_Mathematics_Analytic_AnalyticRecipe_h

#include "Core/Common/Grid.h"
#include "Core/Mathematics/Analytic/AnalyticFunction.h"

#include <string>

namespace losslandscape
{

/// What made the landscape, as JSON: source, function, formula, reference, dimension, resolution,
/// bounds, version. Enough to compute it again.
std::string AnalyticRecipe(const AnalyticFunction& function, const Grid& grid, const Box& bounds);

} // namespace losslandscape

#endif
