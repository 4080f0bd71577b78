// SPDX-License-Identifier: BSD-3-Clause
#include "LandscapeSampling.h"

#include "Core/Common/Parallel.h"
#include "Core/Engine/Evaluation/GridEvaluation.h"
#include "LandscapeOutput.h"

#include "vtkDoubleArray.h"
#include "vtkFieldData.h"
#include "vtkIdTypeArray.h"
#include "vtkImageData.h"
#include "vtkMultiProcessController.h"
#include "vtkNew.h"

#include <algorithm>
#include <exception>

namespace losslandscape
{
namespace
{

using sampling::AdaptiveSample;

/// Loss, accuracy and standard error.
constexpr int Fields = 3;

/// Points that each rank evaluates before all exchange their values: enough to keep its workers
/// busy, few enough for an abort on one rank to stop the others soon.
constexpr std::int64_t PointsPerExchange = 64;

/// Evaluates batches of points of a grid, on all ranks together.
class Measurement
{
public:
  Measurement(PointCache& cache, const Grid& grid, int threads, const RankGroup& ranks,
    const Progress& progress)
    : Cache(cache), TheGrid(grid), Threads(threads), Ranks(ranks), Report(progress)
  {
  }

  void Run(double tolerance, AdaptiveSample& sample)
  {
    sampling::AdaptiveOptions options;
    options.Tolerance = tolerance;
    const auto measure = [this](const std::vector<std::int64_t>& points, AdaptiveSample& all,
                           const Progress& progress) { this->MeasureBatch(points, all, progress); };
    // A rank that fails between two batches fails in the next thing that all ranks do together.
    std::exception_ptr failure;
    try
    {
      sampling::SampleAdaptively(
        this->TheGrid, options, Fields, measure, sample, this->WithoutStopping());
    }
    catch (...)
    {
      failure = std::current_exception();
    }
    if (failure && this->FailedTogether)
    {
      std::rethrow_exception(failure);
    }
    this->Ranks.Together(
      [&]
      {
        if (failure)
        {
          std::rethrow_exception(failure);
        }
      });
  }

private:
  /// A rank may stop only where the others learn of it.
  Progress WithoutStopping()
  {
    return [this](double fraction)
    {
      this->IsWanted = (!this->Report || this->Report(fraction)) && this->IsWanted;
      return this->IsWanted || !this->Ranks.IsAlone();
    };
  }

  void MeasureBatch(
    const std::vector<std::int64_t>& points, AdaptiveSample& sample, const Progress& progress)
  {
    const auto total = static_cast<std::int64_t>(points.size());
    const std::int64_t most =
      this->Ranks.IsAlone() ? total : PointsPerExchange * this->Ranks.Size();
    for (std::int64_t begin = 0; begin < total; begin += most)
    {
      const std::int64_t end = std::min(begin + most, total);
      const Progress part =
        Execution{ 1, progress }
          .Part(static_cast<double>(begin) / total, static_cast<double>(end) / total)
          .Progress;
      this->MeasureTogether({ points.begin() + begin, points.begin() + end }, sample, part);
    }
  }

  void MeasureTogether(
    const std::vector<std::int64_t>& points, AdaptiveSample& sample, const Progress& progress)
  {
    std::vector<std::int64_t> own;
    for (std::size_t i = this->Ranks.Rank(); i < points.size(); i += this->Ranks.Size())
    {
      own.push_back(points[i]);
    }
    this->FailedTogether = true;
    this->Ranks.Together([&] { this->Evaluate(own, sample, progress); });
    this->FailedTogether = false;
    if (!this->Ranks.IsAlone())
    {
      this->Exchange(points, own, sample);
    }
  }

  void Evaluate(
    const std::vector<std::int64_t>& points, AdaptiveSample& sample, const Progress& progress)
  {
    const PlanePoints all = { static_cast<std::int64_t>(points.size()),
      [&](std::int64_t i)
      { return PointCoordinates(this->TheGrid, this->TheGrid.WholeExtent(), points[i]); } };
    const auto store = [&](std::int64_t i, const LossValue& value)
    {
      sample.Fields[0][points[i]] = value.Loss;
      sample.Fields[1][points[i]] = value.Accuracy;
      sample.Fields[2][points[i]] = value.StandardError;
      sample.Evaluated[points[i]] = 1;
    };
    if (!this->IsWanted)
    {
      throw Aborted();
    }
    this->Cache.Evaluate(all, this->Threads, store,
      [&](double fraction) { return progress(fraction) && this->IsWanted; });
  }

  /// Gives all ranks the values of all points, of which rank r has r, r + ranks, ...
  void Exchange(const std::vector<std::int64_t>& points, const std::vector<std::int64_t>& own,
    AdaptiveSample& sample)
  {
    const int ranks = this->Ranks.Size();
    std::vector<double> sent;
    for (const std::int64_t point : own)
    {
      for (const auto& field : sample.Fields)
      {
        sent.push_back(field[point]);
      }
    }
    std::vector<vtkIdType> counts;
    std::vector<vtkIdType> offsets;
    vtkIdType total = 0;
    for (int rank = 0; rank < ranks; ++rank)
    {
      const vtkIdType share = (static_cast<vtkIdType>(points.size()) - rank + ranks - 1) / ranks;
      counts.push_back(Fields * share);
      offsets.push_back(total);
      total += counts.back();
    }
    std::vector<double> received(total);
    this->Ranks.Controller()->AllGatherV(
      sent.data(), received.data(), counts[this->Ranks.Rank()], counts.data(), offsets.data());
    for (std::size_t i = 0; i < points.size(); ++i)
    {
      const double* values = &received[offsets[i % ranks] + Fields * (i / ranks)];
      for (int field = 0; field < Fields; ++field)
      {
        sample.Fields[field][points[i]] = values[field];
      }
      sample.Evaluated[points[i]] = 1;
    }
  }

  PointCache& Cache;
  const Grid& TheGrid;
  const int Threads;
  const RankGroup& Ranks;
  const Progress& Report;
  bool IsWanted = true;
  bool FailedTogether = false;
};

template <typename ArrayType, typename Value>
void AddNumber(const char* name, Value value, vtkImageData* image)
{
  vtkNew<ArrayType> array;
  array->SetName(name);
  array->InsertNextValue(value);
  image->GetFieldData()->AddArray(array);
}

void FillImage(const AdaptiveSample& sample, const Grid& grid, vtkImageData* image)
{
  AddLandscapeParts(sample.Fields, grid, image);
  AddEvaluatedPart(sample.Evaluated, grid, image);
  AddNumber<vtkIdTypeArray>("adaptive_evaluations", sample.NumberOfEvaluations, image);
  AddNumber<vtkDoubleArray>("adaptive_tolerance", sample.AbsoluteTolerance, image);
  AddNumber<vtkDoubleArray>("adaptive_max_error", sample.MaxError, image);
  AddNumber<vtkIdTypeArray>("adaptive_error_samples", sample.ErrorSamples, image);
}

bool IsWhole(const Grid& grid, vtkImageData* image)
{
  const Extent whole = grid.WholeExtent();
  return std::equal(whole.begin(), whole.end(), image->GetExtent());
}

} // namespace

void LandscapeSampling::Fill(const std::shared_ptr<const Plane>& plane, PointCache& cache,
  const Grid& grid, double tolerance, int threads, const RankGroup& ranks, const Progress& progress,
  vtkImageData* image)
{
  const Setting setting = { { plane, grid }, tolerance };
  if (!this->IsOf(setting))
  {
    this->Last.reset();
    Measurement(cache, grid, threads, ranks, progress).Run(tolerance, this->Sample);
    this->Last = setting;
  }
  FillImage(this->Sample, grid, image);
  if (ranks.IsAlone() && IsWhole(grid, image))
  {
    this->Last.reset();
    this->Sample = {};
  }
}

bool LandscapeSampling::IsOf(const Setting& setting) const
{
  return this->Last && this->Last->OfLandscape == setting.OfLandscape &&
    this->Last->Tolerance == setting.Tolerance;
}

} // namespace losslandscape
