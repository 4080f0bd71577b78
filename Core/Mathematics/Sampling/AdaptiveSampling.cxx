// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Mathematics/Sampling/AdaptiveSampling.h"

#include "Core/Common/Parallel.h"
#include "Core/Common/Random.h"
#include "Core/Mathematics/Sampling/GridLevels.h"
#include "Core/Mathematics/Sampling/HeldOutPoints.h"
#include "Core/Mathematics/Sampling/LevelInterpolation.h"
#include "Core/Mathematics/Sampling/PredictionErrors.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>
#include <utility>

namespace losslandscape
{
namespace sampling
{
namespace
{

constexpr double Infinity = std::numeric_limits<double>::infinity();
constexpr double NaN = std::numeric_limits<double>::quiet_NaN();

/// The coarse grid that is always measured: nodes per axis, and the longest interval.
constexpr int FewestNodes = 5;
constexpr int LongestInterval = 8;

// Errors that call for refinement, of a prediction and of the error sample, as shares of the
// tolerance. They were found by experiment (BenchmarkSampling).
constexpr double RefinementShare = 0.25;
constexpr double HeldOutShare = 0.5;

/// Once no more than this share of all points is left, interpolating it is not worth the risk.
constexpr double ShareOfRest = 0.1;

/// The state of one call of SampleAdaptively.
class AdaptiveSampler
{
public:
  AdaptiveSampler(const Grid& grid, const AdaptiveOptions& options, const MeasurePoints& measure,
    AdaptiveSample& sample, const Progress& progress)
    : Levels(grid.Resolution()), Base(this->Levels.LevelWith(FewestNodes, LongestInterval)),
      Tolerance(options.Tolerance), Measure(measure), Sample(sample), Report(progress),
      Numbers(options.Seed), Errors(this->Levels), Requested(sample.Evaluated.size(), 0)
  {
  }

  void Run()
  {
    this->MeasureBase();
    this->Refine();
    std::vector<std::int64_t> heldOut = this->DrawHeldOut(1);
    for (int round = 2; !this->Passes(heldOut); ++round)
    {
      this->Refine();
      heldOut = this->DrawHeldOut(round);
    }
    this->Finish(heldOut);
  }

private:
  void MeasureBase()
  {
    this->Levels.ForEachOfLevel(this->Base, [&](std::int64_t point) { this->Request(point); });
    const auto points = this->MeasureRequested();
    for (int level = 1; level <= this->Base; ++level)
    {
      this->Errors.RecordLevel(level, this->Sample.Fields[0], this->Polling());
    }
    this->RequestFollowers(points);
  }

  void Refine()
  {
    while (!this->Batch.empty())
    {
      while (!this->Batch.empty())
      {
        this->MeasurePredicted();
      }
      this->RequestUnpredictable();
    }
  }

  /// Measures the points that are requested and records how far their values are from what was
  /// predicted before.
  void MeasurePredicted()
  {
    std::vector<double> predicted = this->Predict();
    ClampUnknown(this->Sample.Evaluated, predicted);
    const auto points = this->MeasureRequested();
    for (const std::int64_t point : points)
    {
      this->Errors.Record(point, predicted[point], this->Sample.Fields[0][point]);
    }
    this->RequestFollowers(points);
  }

  /// Requests points beside non-finite values, and those that may be lower or higher than all
  /// measured ones, since an extremum of the landscape is no place to guess.
  void RequestUnpredictable()
  {
    const std::vector<double> predicted = this->Predict();
    const double share = RefinementShare * this->AbsoluteTolerance();
    for (std::int64_t point = 0; point < this->Levels.NumberOfPoints(); ++point)
    {
      const double value = predicted[point];
      if (!(value >= this->Lowest - share && value <= this->Highest + share))
      {
        this->Request(point);
      }
    }
  }

  void RequestFollowers(const std::vector<std::int64_t>& points)
  {
    const double share = RefinementShare * this->AbsoluteTolerance();
    const auto total = static_cast<std::int64_t>(points.size());
    const Progress polling = this->Polling();
    for (std::int64_t i = 0; i < total; ++i)
    {
      ReportStep(polling, i, total);
      const std::int64_t point = points[i];
      const Index index = this->Levels.IndexOf(point);
      if (!std::isfinite(this->Sample.Fields[0][point]))
      {
        this->RequestNeighbors(index);
      }
      else if (this->Levels.LevelOf(index) >= std::max(this->Base, 1) &&
        this->Errors.At(point) > share)
      {
        this->RequestSuspects(point, index, share);
      }
    }
  }

  /// Requests the neighbours of a point at the finest level, and also at all others, so that the
  /// grid coarsens slowly.
  void RequestNeighbors(const Index& index)
  {
    for (int level = 1; level < this->Levels.Count(); ++level)
    {
      this->RequestAround(index, level, 1);
    }
  }

  /// Requests the points around one with a large error: those predicted from the same level as it
  /// was, and those of the next level if their errors may be large, too.
  void RequestSuspects(std::int64_t point, const Index& index, double share)
  {
    const auto isMeasured = [&](std::int64_t id) { return this->Sample.Evaluated[id] != 0; };
    const int level = this->Levels.FinestKnownLevel(index, isMeasured) + 1;
    this->RequestAround(index, level, PredictionErrors::Reach);
    const bool hasNext = level + 1 < this->Levels.Count();
    if (hasNext && this->Levels.LevelOf(index) == level &&
      this->Errors.ExpectedOfNextLevel(point, level) > share)
    {
      this->RequestAround(index, level + 1, PredictionErrors::Reach);
    }
  }

  void RequestAround(const Index& index, int level, int cells)
  {
    this->Levels.ForEachAround(
      index, level, cells, [&](std::int64_t point) { this->Request(point); });
  }

  void Request(std::int64_t point)
  {
    if (!this->Requested[point])
    {
      this->Requested[point] = 1;
      this->Batch.push_back(point);
    }
  }

  std::vector<std::int64_t> MeasureRequested()
  {
    std::vector<std::int64_t> points = std::exchange(this->Batch, {});
    std::sort(points.begin(), points.end());
    const double begin = this->Fraction;
    const double end = begin + 0.5 * (1.0 - begin);
    this->Measure(points, this->Sample, Execution{ 1, this->Report }.Part(begin, end).Progress);
    this->Fraction = end;
    this->Sample.NumberOfEvaluations += static_cast<std::int64_t>(points.size());
    for (const std::int64_t point : points)
    {
      this->AddToRange(this->Sample.Fields[0][point]);
    }
    return points;
  }

  void AddToRange(double value)
  {
    if (std::isfinite(value))
    {
      this->Lowest = std::min(this->Lowest, value);
      this->Highest = std::max(this->Highest, value);
    }
  }

  double AbsoluteTolerance() const
  {
    return this->Highest > this->Lowest
      ? this->Tolerance * this->Highest - this->Tolerance * this->Lowest
      : 0.0;
  }

  std::vector<double> Predict() const
  {
    std::vector<double> values = this->Sample.Fields[0];
    InterpolateUnknown(this->Levels, this->Sample.Evaluated, values, this->Polling());
    return values;
  }

  std::vector<std::int64_t> DrawHeldOut(int round)
  {
    std::vector<std::int64_t> open;
    for (std::int64_t point = 0; point < this->Levels.NumberOfPoints(); ++point)
    {
      if (!this->Sample.Evaluated[point])
      {
        open.push_back(point);
      }
    }
    const auto count = static_cast<std::int64_t>(open.size());
    if (static_cast<double>(count) <=
      ShareOfRest * static_cast<double>(this->Levels.NumberOfPoints()))
    {
      return open;
    }
    return DrawHeldOutPoints(std::move(open), NumberOfHeldOutPoints(count, round), this->Numbers);
  }

  /// Measures the error sample, and returns whether all its errors are small enough.
  bool Passes(const std::vector<std::int64_t>& heldOut)
  {
    this->Known = this->Sample.Evaluated;
    this->Sample.ErrorSamples = static_cast<std::int64_t>(heldOut.size());
    this->Sample.MaxError = 0.0;
    if (heldOut.empty())
    {
      return true;
    }
    for (const std::int64_t point : heldOut)
    {
      this->Request(point);
    }
    this->MeasurePredicted();
    for (const std::int64_t point : heldOut)
    {
      this->Sample.MaxError = std::max(this->Sample.MaxError, this->Errors.At(point));
    }
    return this->Sample.MaxError <= HeldOutShare * this->AbsoluteTolerance();
  }

  /// Interpolates what is not measured. The points of the last error sample do not help in it,
  /// since the errors found at them would not be those of the other points otherwise.
  void Finish(const std::vector<std::int64_t>& heldOut)
  {
    this->Sample.AbsoluteTolerance = this->AbsoluteTolerance();
    if (this->Sample.NumberOfEvaluations == this->Levels.NumberOfPoints())
    {
      this->Sample.ErrorSamples = 0;
      this->Sample.MaxError = 0.0;
    }
    for (auto& field : this->Sample.Fields)
    {
      std::vector<double> measured;
      for (const std::int64_t point : heldOut)
      {
        measured.push_back(field[point]);
      }
      InterpolateUnknown(this->Levels, this->Known, field, this->Polling());
      ClampUnknown(this->Known, field);
      for (std::size_t i = 0; i < heldOut.size(); ++i)
      {
        field[heldOut[i]] = measured[i];
      }
    }
    ReportProgress(this->Report, 1.0);
  }

  /// Progress for steps that take no share of the progress bar but can be aborted.
  Progress Polling() const
  {
    return [this](double) { return !this->Report || this->Report(this->Fraction); };
  }

  const GridLevels Levels;
  const int Base;
  const double Tolerance;
  const MeasurePoints& Measure;
  AdaptiveSample& Sample;
  const Progress& Report;
  Random Numbers;
  PredictionErrors Errors;
  std::vector<unsigned char> Requested;
  std::vector<unsigned char> Known; ///< 1 for points measured before the last error sample
  std::vector<std::int64_t> Batch;  ///< points that are requested and not yet measured
  double Lowest = Infinity;
  double Highest = -Infinity;
  double Fraction = 0.0;
};

} // namespace

void SampleAdaptively(const Grid& grid, const AdaptiveOptions& options, int fields,
  const MeasurePoints& measure, AdaptiveSample& sample, const Progress& progress)
{
  if (!(options.Tolerance >= 0.0 && std::isfinite(options.Tolerance)))
  {
    throw Error("tolerance is out of range")
      .Expected("a share of the range of values, 0 or more")
      .Found(std::to_string(options.Tolerance));
  }
  const auto points = static_cast<std::size_t>(NumberOfPoints(grid.WholeExtent()));
  sample = {};
  sample.Fields.assign(static_cast<std::size_t>(fields), std::vector<double>(points, NaN));
  sample.Evaluated.assign(points, 0);
  AdaptiveSampler(grid, options, measure, sample, progress).Run();
}

} // namespace sampling
} // namespace losslandscape
