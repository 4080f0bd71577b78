// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Mathematics/Analytic/AnalyticFunction.h"

#include "Core/Common/Error.h"
#include "Core/Mathematics/Analytic/Functions.h"

#include <utility>

namespace losslandscape
{
namespace
{

void CheckPlanar(const char* name, int dimension)
{
  if (dimension == 3)
  {
    throw Error("function has no third dimension")
      .Where(name)
      .Expected("dimension 2")
      .Found("3")
      .Advice("Rastrigin, Ackley, Rosenbrock and Sum of Cosines have three dimensions");
  }
}

} // namespace

AnalyticFunction::AnalyticFunction(AnalyticDescription description, int dimension)
  : Text(std::move(description)), NumberOfAxes(dimension)
{
}

AnalyticFunction::~AnalyticFunction() = default;

Box CubeOf(int dimension, double low, double high)
{
  Box box = {};
  for (int axis = 0; axis < dimension; ++axis)
  {
    box[2 * axis] = low;
    box[2 * axis + 1] = high;
  }
  return box;
}

std::unique_ptr<AnalyticFunction> MakeAnalyticFunction(AnalyticKind kind, int dimension)
{
  if (dimension != 2 && dimension != 3)
  {
    throw Error("dimension is out of range").Expected("2 or 3").Found(std::to_string(dimension));
  }
  switch (kind)
  {
    case AnalyticKind::Himmelblau:
      CheckPlanar("Himmelblau", dimension);
      return MakeHimmelblau();
    case AnalyticKind::SixHumpCamel:
      CheckPlanar("Six-Hump Camel", dimension);
      return MakeSixHumpCamel();
    case AnalyticKind::MuellerBrown:
      CheckPlanar("Mueller-Brown", dimension);
      return MakeMuellerBrown();
    case AnalyticKind::MonkeySaddle:
      CheckPlanar("Monkey Saddle", dimension);
      return MakeMonkeySaddle();
    case AnalyticKind::Rastrigin:
      return MakeRastrigin(dimension);
    case AnalyticKind::Ackley:
      return MakeAckley(dimension);
    case AnalyticKind::Rosenbrock:
      return MakeRosenbrock(dimension);
    case AnalyticKind::SumOfCosines:
      return MakeSumOfCosines(dimension);
  }
  throw Error("function is unknown")
    .Expected("a number from 0 to " + std::to_string(NumberOfAnalyticKinds - 1))
    .Found(std::to_string(static_cast<int>(kind)));
}

} // namespace losslandscape
