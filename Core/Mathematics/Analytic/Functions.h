// SPDX-License-Identifier: BSD-3-Clause
#ifndef losslandscape_Mathematics_Analytic_Functions_h
#define losslandscape_Mathematics_Analytic_Functions_h

#include "Core/Mathematics/Analytic/AnalyticFunction.h"

#include <memory>

namespace losslandscape
{

// There is one factory per function, for MakeAnalyticFunction, which checks the dimension.
std::unique_ptr<AnalyticFunction> MakeHimmelblau();
std::unique_ptr<AnalyticFunction> MakeSixHumpCamel();
std::unique_ptr<AnalyticFunction> MakeMuellerBrown();
std::unique_ptr<AnalyticFunction> MakeMonkeySaddle();
std::unique_ptr<AnalyticFunction> MakeRastrigin(int dimension);
std::unique_ptr<AnalyticFunction> MakeAckley(int dimension);
std::unique_ptr<AnalyticFunction> MakeRosenbrock(int dimension);
std::unique_ptr<AnalyticFunction> MakeSumOfCosines(int dimension);

/// A box with the same bounds on the first `dimension` axes and {0, 0} on the others.
Box CubeOf(int dimension, double low, double high);

} // namespace losslandscape

#endif
