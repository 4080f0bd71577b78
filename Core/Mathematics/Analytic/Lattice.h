// SPDX-License-Identifier: BSD-3-Clause
#ifndef losslandscape_Mathematics_Analytic_Lattice_h
#define losslandscape_Mathematics_Analytic_Lattice_h

#include "Core/Mathematics/Analytic/AnalyticFunction.h"

#include <vector>

namespace losslandscape
{

/// The number of multiples of `step` in [low, high].
double CountMultiples(double low, double high, double step);

/// The multiples of `step` in [low, high], ascending.
std::vector<double> MultiplesIn(double low, double high, double step);

/// All combinations of one value per axis; the first axis varies fastest. Coordinates beyond the
/// last axis are 0.
std::vector<Vector3> TensorProduct(const std::vector<std::vector<double>>& axes);

} // namespace losslandscape

#endif
