// SPDX-License-Identifier: BSD-3-Clause
// The loss landscape of a shipped network on a plane of two random directions, without VTK: prints
// the losses, one row of the plane a line, and what the network reaches in the centre.
#include "Core/Common/Error.h"
#include "Core/Common/Grid.h"
#include "Core/Engine/Evaluation/GridEvaluation.h"
#include "Core/Engine/Session/Session.h"

#include <cstdio>
#include <vector>

using namespace losslandscape;

namespace
{

constexpr int Points = 5;

void PrintLandscape()
{
  ProblemOptions problem;
  problem.Network.Architecture = "resnet20";
  problem.Data.Kind = DatasetKind::Digits;
  problem.Data.Split = DatasetSplit::Test;
  const auto plane = Session().Get(problem, 2, DirectionOptions());

  const Grid grid(2, { Points, Points, 1 }, { -1.0, 1.0, -1.0, 1.0, 0.0, 0.0 });
  std::vector<double> loss(Points * Points);
  std::vector<double> accuracy(Points * Points);
  LandscapeArrays arrays;
  arrays.Loss = loss.data();
  arrays.Accuracy = accuracy.data();
  EvaluateGrid(*plane, grid, grid.WholeExtent(), 0, arrays);

  for (int j = 0; j < Points; ++j)
  {
    for (int i = 0; i < Points; ++i)
    {
      std::printf("%10.4f", loss[Points * j + i]);
    }
    std::printf("\n");
  }
  const int centre = Points * Points / 2;
  std::printf("centre: loss %.4f, accuracy %.2f %%\n", loss[centre], accuracy[centre]);
}

} // namespace

int main()
{
  try
  {
    PrintLandscape();
  }
  catch (const std::exception& error)
  {
    std::fprintf(stderr, "%s\n", error.what());
    return 1;
  }
  return 0;
}
