// SPDX-License-Identifier: BSD-3-Clause
#ifndef losslandscape_Mathematics_Analytic_FiniteFunction_h
#define losslandscape_Mathematics_Analytic_FiniteFunction_h

#include "Core/Mathematics/Analytic/AnalyticFunction.h"

#include <vector>

namespace losslandscape
{

/// A function with a few stationary points, which the constructors of subclasses put into Points.
class FiniteFunction : public AnalyticFunction
{
public:
  using AnalyticFunction::AnalyticFunction;

  double MostStationaryPoints(const Box&) const override
  {
    return static_cast<double>(this->Points.size());
  }

  std::vector<Vector3> StationaryPoints(const Box&) const override { return this->Points; }

protected:
  std::vector<Vector3> Points;
};

} // namespace losslandscape

#endif
