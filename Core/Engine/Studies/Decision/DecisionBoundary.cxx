// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Engine/Studies/Decision/DecisionBoundary.h"

#include "Core/Engine/Problem/ProblemInternals.h"
#include "Core/Engine/Torch/TorchErrors.h"
#include "Core/Engine/Torch/Workers.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <memory>

namespace losslandscape
{
namespace
{

/// The largest probability of a class other than `first`.
double LargestOther(const double* probabilities, std::size_t classes, std::size_t first)
{
  double largest = 0.0;
  for (std::size_t i = 0; i < classes; ++i)
  {
    largest = i == first ? largest : std::max(largest, probabilities[i]);
  }
  return largest;
}

/// The squares of the whole grid's points that meet an extent, by number.
class Squares
{
public:
  Squares(const Extent& extent, int edge)
    : Part(extent), Edge(edge), FirstColumn(extent[0] / edge), FirstRow(extent[2] / edge),
      Columns(extent[1] / edge - this->FirstColumn + 1)
  {
  }

  std::int64_t Count() const
  {
    const std::int64_t rows = this->Part[3] / this->Edge - this->FirstRow + 1;
    return rows * this->Columns;
  }

  /// Grid indices of a point of a square, counted from 0 with x varying fastest.
  std::array<int, 2> GridPoint(std::int64_t square, int point) const
  {
    const auto column = static_cast<int>(this->FirstColumn + square % this->Columns);
    const auto row = static_cast<int>(this->FirstRow + square / this->Columns);
    return { column * this->Edge + point % this->Edge, row * this->Edge + point / this->Edge };
  }

private:
  Extent Part;
  int Edge;
  int FirstColumn;
  int FirstRow;
  std::int64_t Columns;
};

/// The number of a grid point among those of the extent; -1 for a point outside.
std::int64_t PlaceIn(const Extent& extent, const std::array<int, 2>& point)
{
  const bool isInside = point[0] >= extent[0] && point[0] <= extent[1] && point[1] >= extent[2] &&
    point[1] <= extent[3];
  const std::int64_t row = extent[1] - extent[0] + 1;
  return isInside ? row * (point[1] - extent[2]) + point[0] - extent[0] : -1;
}

/// Throws Error unless the network takes numbers alone, in one tensor: others have no plane.
void RequireNumbers(const Problem::Internals& problem)
{
  const bool isFirstAlone = problem.Form.Inputs == std::vector<std::size_t>{ 0 };
  if (!isFirstAlone || problem.Form.KeepsIntegers)
  {
    throw Error("a decision boundary needs one input of numbers")
      .Where(NetworkLabel(problem.Options.Network))
      .Expected("a network that takes the data's first tensor alone, as floating-point numbers")
      .Found(isFirstAlone ? "integers, such as tokens" : "other or several inputs");
  }
}

/// Edge of the squares. Settings and grid decide it; it is no larger than the grid.
int EdgeFor(const Problem& problem, const Grid& grid)
{
  const Dataset& data = problem.Data();
  const std::int64_t wanted = problem.Options().BatchSize;
  const auto batch = static_cast<double>(wanted > 0
      ? wanted
      : LargestBatch(static_cast<std::int64_t>(data.Inputs.size()) / data.NumberOfSamples));
  const int longest = std::max(grid.Resolution()[0], grid.Resolution()[1]);
  return static_cast<int>(std::min<double>(std::floor(std::sqrt(batch)), longest));
}

/// A worker that evaluates one square after another.
class SquareEvaluator
{
public:
  SquareEvaluator(const Problem::Internals& problem, const InputPlane& plane, const Grid& grid,
    const Squares& squares, int edge)
    : TheProblem(problem), ThePlane(plane), TheGrid(grid), TheSquares(squares),
      Network(problem.Network->Clone()), Points(edge * edge)
  {
    std::vector<std::int64_t> shape = problem.Data->SampleShape;
    shape.insert(shape.begin(), this->Points);
    this->Inputs = torch::empty(shape, torch::kFloat32);
  }

  /// Outputs at a square's points, a row for each.
  torch::Tensor Outputs(std::int64_t square)
  {
    const torch::NoGradGuard noGradient;
    auto* input = this->Inputs.data_ptr<float>();
    for (int point = 0; point < this->Points; ++point, input += this->ThePlane.InputSize())
    {
      this->CopyInput(this->TheSquares.GridPoint(square, point), input);
    }
    this->Network->BeginPass();
    return ClassOutputs(
      *this->Network, this->Inputs.to(this->TheProblem.Device, this->Network->ParameterType()));
  }

private:
  /// Squares may stick out of the grid. The grid's last points stand in for those beyond.
  void CopyInput(const std::array<int, 2>& point, float* input) const
  {
    const int i = std::min(point[0], this->TheGrid.Resolution()[0] - 1);
    const int j = std::min(point[1], this->TheGrid.Resolution()[1] - 1);
    this->ThePlane.CopyInput(this->TheGrid.Coordinate(0, i), this->TheGrid.Coordinate(1, j), input);
  }

  const Problem::Internals& TheProblem;
  const InputPlane& ThePlane;
  const Grid& TheGrid;
  const Squares& TheSquares;
  std::unique_ptr<NetworkModule> Network;
  int Points;
  torch::Tensor Inputs;
};

/// Stores the decisions at those points of a square that belong to the extent.
void StoreSquare(const torch::Tensor& outputs, const Squares& squares, std::int64_t square,
  const Extent& extent, const DecisionArrays& arrays)
{
  const auto classes = static_cast<std::size_t>(outputs.size(1));
  const auto* row = outputs.data_ptr<double>();
  for (int point = 0; point < outputs.size(0); ++point, row += classes)
  {
    const std::int64_t place = PlaceIn(extent, squares.GridPoint(square, point));
    if (place >= 0)
    {
      const Decision decision = Decide(row, classes, arrays.Probability + place * classes);
      arrays.Class[place] = decision.Class;
      arrays.Confidence[place] = decision.Confidence;
      arrays.Margin[place] = decision.Margin;
    }
  }
}

void CheckNumberOfOutputs(const torch::Tensor& outputs, std::int64_t expected)
{
  if (outputs.size(1) != expected)
  {
    throw Error("the network's number of outputs varies")
      .Expected(std::to_string(expected) + " for every input")
      .Found(std::to_string(outputs.size(1)));
  }
}

} // namespace

void RequireClasses(const Dataset& data, LossKind loss)
{
  if (!data.HasLabels())
  {
    throw Error("a decision boundary needs classes")
      .Where(data.Name)
      .Expected("integer targets, one per sample")
      .Found("given values (regression)")
      .Advice("choose data whose targets are class labels");
  }
  if (loss == LossKind::NetworkOutput || loss == LossKind::BinaryCrossEntropy)
  {
    throw Error("a decision boundary needs a score for each class")
      .Where("Loss")
      .Expected("Cross Entropy, or another loss of one class per sample")
      .Found(LossName(loss))
      .Advice("give a network that returns a score for each class, not the loss");
  }
}

Decision Decide(const double* outputs, std::size_t classes, double* probabilities)
{
  const std::size_t first = std::max_element(outputs, outputs + classes) - outputs;
  double sum = 0.0;
  for (std::size_t i = 0; i < classes; ++i)
  {
    probabilities[i] = std::exp(outputs[i] - outputs[first]);
    sum += probabilities[i];
  }
  if (!std::isfinite(sum))
  {
    constexpr double nan = std::numeric_limits<double>::quiet_NaN();
    std::fill_n(probabilities, classes, nan);
    return { -1, nan, nan };
  }
  std::transform(probabilities, probabilities + classes, probabilities,
    [sum](double value) { return value / sum; });
  Decision decision;
  decision.Class = static_cast<int>(first);
  decision.Confidence = probabilities[first];
  decision.Margin = classes == 2
    ? probabilities[1] - probabilities[0]
    : probabilities[first] - LargestOther(probabilities, classes, first);
  return decision;
}

std::int64_t NumberOfOutputs(const Problem& problem)
{
  const auto& internals = problem.GetInternals();
  RequireNumbers(internals);
  const torch::NoGradGuard noGradient;
  return TranslateTorchErrors("the network cannot be run on the data", problem.WeightsSource(),
    [&]
    {
      const torch::Tensor& inputs = internals.Batches.front().Inputs.front();
      return ClassOutputs(*internals.Network->Clone(), inputs).size(1);
    });
}

std::int64_t PointsPerBatch(const Problem& problem, const Grid& grid)
{
  const std::int64_t edge = EdgeFor(problem, grid);
  return edge * edge;
}

void EvaluateDecisions(const Problem& problem, const InputPlane& plane, const Grid& grid,
  const Extent& extent, std::int64_t outputs, int threads, const DecisionArrays& arrays,
  const Progress& progress)
{
  const auto& internals = problem.GetInternals();
  const int edge = EdgeFor(problem, grid);
  const Squares squares(extent, edge);
  const std::int64_t count = NumberOfPoints(extent) > 0 ? squares.Count() : 0;
  const auto makeTask = [&]
  {
    auto evaluator = std::make_shared<SquareEvaluator>(internals, plane, grid, squares, edge);
    return [&, evaluator](std::int64_t square, const std::function<bool()>&)
    {
      const torch::Tensor found = evaluator->Outputs(square);
      CheckNumberOfOutputs(found, outputs);
      StoreSquare(found, squares, square, extent, arrays);
    };
  };
  RunTasks(count, internals.WorkersFor(threads, count, "the decision boundary cannot be evaluated"),
    makeTask, progress);
}

} // namespace losslandscape
