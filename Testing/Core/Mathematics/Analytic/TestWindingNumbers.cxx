// SPDX-License-Identifier: BSD-3-Clause
// Completeness of the lists of critical points in the plane, independent of how they were found:
// the gradient turns once around a minimum or maximum, once backwards around a saddle, twice
// backwards around a monkey saddle, and not at all around a cell without a critical point (Poincare
// and Hopf).
#include "Core/Mathematics/Analytic/CriticalPoints.h"

#include <cmath>
#include <gtest/gtest.h>
#include <map>
#include <utility>

using namespace losslandscape;

namespace
{

constexpr double Pi = 3.14159265358979323846;
constexpr int StepsPerEdge = 4;

/// Column and row of a cell.
using Cell = std::pair<int, int>;
/// Turns of the gradient around cells, where there are any.
using Turns = std::map<Cell, int>;

struct CellGrid
{
  Box Bounds;
  int CellsPerAxis;

  double Step(int axis) const
  {
    return (this->Bounds[2 * axis + 1] - this->Bounds[2 * axis]) / this->CellsPerAxis;
  }
  double X(int i) const { return this->Bounds[0] + i * this->Step(0); }
  double Y(int j) const { return this->Bounds[2] + j * this->Step(1); }
  Cell CellOf(const Vector3& x) const
  {
    return { static_cast<int>(std::floor((x[0] - this->Bounds[0]) / this->Step(0))),
      static_cast<int>(std::floor((x[1] - this->Bounds[2]) / this->Step(1))) };
  }
};

/// A straight line on which the direction of the gradient is followed.
struct Edge
{
  Vector3 From, To;

  Vector3 At(double t) const
  {
    return { this->From[0] + t * (this->To[0] - this->From[0]),
      this->From[1] + t * (this->To[1] - this->From[1]), 0.0 };
  }
};

double Direction(const AnalyticFunction& function, const Vector3& x)
{
  const Vector3 gradient = function.Gradient(x);
  return std::atan2(gradient[1], gradient[0]);
}

/// By how much the gradient turns between two places of an edge, halved until it turns little at
/// once.
double Turn(const AnalyticFunction& function, const Edge& edge, double t0, double angle0, double t1,
  double angle1)
{
  const double turn = std::remainder(angle1 - angle0, 2.0 * Pi);
  if (std::abs(turn) < 1.0 || t1 - t0 < 1e-8)
  {
    return turn;
  }
  const double middle = 0.5 * (t0 + t1);
  const double angle = Direction(function, edge.At(middle));
  return Turn(function, edge, t0, angle0, middle, angle) +
    Turn(function, edge, middle, angle, t1, angle1);
}

/// By how much the gradient turns from a grid point to its neighbour.
double EdgeAngle(
  const AnalyticFunction& function, const CellGrid& grid, int i, int j, int alongX, int alongY)
{
  const Edge edge = { { grid.X(i), grid.Y(j), 0.0 },
    { grid.X(i + alongX), grid.Y(j + alongY), 0.0 } };
  double sum = 0.0;
  double before = Direction(function, edge.At(0.0));
  for (int step = 1; step <= StepsPerEdge; ++step)
  {
    const double t = static_cast<double>(step) / StepsPerEdge;
    const double after = Direction(function, edge.At(t));
    sum += Turn(function, edge, t - 1.0 / StepsPerEdge, before, t, after);
    before = after;
  }
  return sum;
}

Turns CountTurns(const AnalyticFunction& function, const CellGrid& grid)
{
  const int n = grid.CellsPerAxis;
  std::vector<double> below(n);
  for (int i = 0; i < n; ++i)
  {
    below[i] = EdgeAngle(function, grid, i, 0, 1, 0);
  }
  Turns turns;
  for (int j = 0; j < n; ++j)
  {
    double left = EdgeAngle(function, grid, 0, j, 0, 1);
    for (int i = 0; i < n; ++i)
    {
      const double right = EdgeAngle(function, grid, i + 1, j, 0, 1);
      const double above = EdgeAngle(function, grid, i, j + 1, 1, 0);
      const auto count = std::lround((below[i] + right - above - left) / (2.0 * Pi));
      if (count != 0)
      {
        turns[{ i, j }] = static_cast<int>(count);
      }
      left = right;
      below[i] = above;
    }
  }
  return turns;
}

int IndexOf(CriticalType type)
{
  switch (type)
  {
    case CriticalType::Minimum:
    case CriticalType::Maximum:
      return 1;
    case CriticalType::Saddle:
      return -1;
    case CriticalType::Degenerate:
      return -2;
    default:
      return 0;
  }
}

Turns ListedTurns(const AnalyticFunction& function, const CellGrid& grid)
{
  Turns turns;
  for (const auto& point : CriticalPointsIn(function, grid.Bounds))
  {
    turns[grid.CellOf(point.Position)] += IndexOf(point.Type);
  }
  return turns;
}

void ExpectComplete(AnalyticKind kind, const Box& box, int cellsPerAxis, std::size_t points)
{
  const auto function = MakeAnalyticFunction(kind, 2);
  SCOPED_TRACE(function->Description().Name);
  const CellGrid grid = { box, cellsPerAxis };
  const Turns listed = ListedTurns(*function, grid);
  EXPECT_EQ(CountTurns(*function, grid), listed);
  EXPECT_EQ(listed.size(), points);
}

} // namespace

// Bounds are a little off the customary ones, so that no edge meets a critical point.

TEST(WindingNumbers, FindTheCriticalPointsOfHimmelblau)
{
  ExpectComplete(AnalyticKind::Himmelblau, { -6.013, 6.027, -6.031, 6.019, 0, 0 }, 400, 9);
}

TEST(WindingNumbers, FindTheCriticalPointsOfSixHumpCamel)
{
  ExpectComplete(AnalyticKind::SixHumpCamel, { -3.013, 3.027, -2.031, 2.019, 0, 0 }, 400, 15);
}

TEST(WindingNumbers, FindTheCriticalPointsOfMuellerBrown)
{
  ExpectComplete(AnalyticKind::MuellerBrown, { -8.013, 8.027, -8.031, 8.019, 0, 0 }, 800, 5);
}

TEST(WindingNumbers, FindTheCriticalPointsOfRastrigin)
{
  ExpectComplete(AnalyticKind::Rastrigin, { -5.113, 5.127, -5.131, 5.119, 0, 0 }, 400, 441);
}

TEST(WindingNumbers, FindTheLastCriticalPointsOfRastrigin)
{
  // Stationary coordinates end at 10 pi: two in [30, 35], none beyond.
  ExpectComplete(AnalyticKind::Rastrigin, { 30.0, 35.0, -0.631, 0.619, 0, 0 }, 400, 6);
}

TEST(WindingNumbers, FindTheCriticalPointsOfAckley)
{
  ExpectComplete(AnalyticKind::Ackley, { -5.013, 5.027, -5.031, 5.019, 0, 0 }, 400, 441);
}

TEST(WindingNumbers, FindTheFarCriticalPointsOfAckley)
{
  ExpectComplete(AnalyticKind::Ackley, { 9.787, 14.227, -2.231, 2.219, 0, 0 }, 400, 81);
}

TEST(WindingNumbers, FindTheMonkeySaddle)
{
  ExpectComplete(AnalyticKind::MonkeySaddle, { -2.013, 2.027, -2.031, 2.019, 0, 0 }, 300, 1);
}

TEST(WindingNumbers, FindTheMinimumOfRosenbrock)
{
  ExpectComplete(AnalyticKind::Rosenbrock, { -5.013, 5.027, -5.031, 5.019, 0, 0 }, 400, 1);
}

TEST(WindingNumbers, FindTheCriticalPointsOfSumOfCosines)
{
  ExpectComplete(AnalyticKind::SumOfCosines, { -2.513, 2.527, -2.531, 2.519, 0, 0 }, 300, 25);
}
