// SPDX-License-Identifier: BSD-3-Clause
#include "LiveLandscape.h"

#include "Core/Mathematics/Sampling/CoarseToFine.h"
#include "LandscapeOutput.h"
#include "Pipeline/RankGather.h"

#include "vtkCommunicator.h"
#include "vtkDoubleArray.h"
#include "vtkFieldData.h"
#include "vtkIdTypeArray.h"
#include "vtkImageData.h"
#include "vtkMultiProcessController.h"
#include "vtkNew.h"

#include <utility>

namespace losslandscape
{
namespace
{

/// How long the first picture is waited for in any case: long enough for a coarse picture of a
/// small network, short enough not to be in the way.
constexpr auto FirstWait = std::chrono::milliseconds(500);

/// How long the first picture of a larger network is waited for at most, until all points of the
/// level below are known. ParaView fits its colours to the first picture alone, which should
/// therefore have the corners and the middle, where the loss is often highest and lowest.
constexpr auto LongestFirstWait = std::chrono::milliseconds(5000);
constexpr int LevelOfFirstPicture = 1;

/// Time between two exchanges of values among the ranks during a wait.
constexpr auto Moment = std::chrono::milliseconds(50);

std::int64_t PointsOfFirstPicture(const sampling::GridLevels& levels)
{
  std::int64_t points = 1;
  for (int axis = 0; axis < 3; ++axis)
  {
    points *= static_cast<std::int64_t>(levels.Axis(axis).Nodes(LevelOfFirstPicture).size());
  }
  return points;
}

/// Time left to the watcher between two pictures, in multiples of the time that a picture takes.
constexpr int PausePerEffort = 2;

void Interpolate(
  const sampling::GridLevels& levels, const Progress& progress, EvaluatedPoints& points)
{
  const double fraction =
    static_cast<double>(points.Count) / static_cast<double>(levels.NumberOfPoints());
  for (auto& field : points.Fields)
  {
    sampling::FillUnknown(
      levels, points.Evaluated, field, [&](double) { return !progress || progress(fraction); });
  }
}

template <typename ArrayType, typename Value>
void AddNumber(const char* name, Value value, vtkImageData* image)
{
  vtkNew<ArrayType> array;
  array->SetName(name);
  array->InsertNextValue(value);
  image->GetFieldData()->AddArray(array);
}

void AddReport(const AdaptiveReport& report, vtkImageData* image)
{
  AddNumber<vtkIdTypeArray>("adaptive_evaluations", report.NumberOfEvaluations, image);
  AddNumber<vtkDoubleArray>("adaptive_tolerance", report.AbsoluteTolerance, image);
  AddNumber<vtkDoubleArray>("adaptive_max_error", report.MaxError, image);
  AddNumber<vtkIdTypeArray>("adaptive_error_samples", report.ErrorSamples, image);
}

Schedule ScheduleOf(const LandscapeSetting& setting, const sampling::GridLevels& levels)
{
  if (!setting.Tolerance)
  {
    return sampling::CoarseToFine(levels);
  }
  sampling::AdaptiveOptions options;
  options.Tolerance = *setting.Tolerance;
  return options;
}

/// Whether `here` is true on at least one of the ranks.
bool OnAnyRank(bool here, const RankGroup& ranks)
{
  if (ranks.IsAlone())
  {
    return here;
  }
  const int own = here ? 1 : 0;
  int all = 0;
  ranks.Controller()->AllReduce(&own, &all, 1, vtkCommunicator::MAX_OP);
  return all != 0;
}

/// The first rank's `here`. Decisions that depend on the time are taken this way, since the clocks
/// of the ranks differ.
bool OnFirstRank(bool here, const RankGroup& ranks)
{
  int first = here ? 1 : 0;
  if (!ranks.IsAlone())
  {
    ranks.Controller()->Broadcast(&first, 1, 0);
  }
  return first != 0;
}

} // namespace

bool LiveLandscape::HasNews(const RankGroup& ranks)
{
  this->EverWatched = true;
  this->Watched = true;
  const bool isDue = OnFirstRank(this->IsDue(), ranks);
  if (!this->Shown)
  {
    return false;
  }
  bool hasNews = false;
  try
  {
    this->Advance(Clock::duration::zero(), ranks, {});
    const bool hasEnded = !this->Current->IsRunning && !this->Shown->IsComplete;
    hasNews = hasEnded || (isDue && this->Current->Evaluation.Count() > this->Shown->Count);
  }
  catch (const std::exception&)
  {
    this->Failure = std::current_exception();
    hasNews = true;
  }
  if (hasNews)
  {
    this->Asked = Clock::now();
  }
  return hasNews;
}

/// The first question after an announced picture comes when that picture is on the screen, so the
/// time between the two is what the picture took.
bool LiveLandscape::IsDue()
{
  const auto now = Clock::now();
  if (this->Asked)
  {
    this->Effort = now - *this->Asked;
    this->Seen = now;
    this->Asked.reset();
  }
  return now - this->Seen >= PausePerEffort * this->Effort;
}

void LiveLandscape::Advance(
  Clock::duration patience, const RankGroup& ranks, const Progress& progress)
{
  auto& evaluation = this->Current->Evaluation;
  ranks.Together(
    [&] {
      evaluation.Wait(std::chrono::duration_cast<std::chrono::milliseconds>(patience), progress);
    });
  if (!ranks.IsAlone())
  {
    evaluation.Give(GatherOnAll(evaluation.TakeNew(), ranks));
  }
  this->Current->IsRunning = OnAnyRank(evaluation.IsRunning(), ranks);
}

std::optional<CacheUse> LiveLandscape::Fill(const LandscapeSetting& setting,
  const std::string& cacheFile, int threads, bool progressive, const RankGroup& ranks,
  const Progress& progress, vtkImageData* image)
{
  if (this->Failure)
  {
    std::rethrow_exception(std::exchange(this->Failure, nullptr));
  }
  if (!this->Current || !(this->Current->Setting == setting) ||
    this->Current->CacheFile != cacheFile)
  {
    this->Begin(setting, cacheFile, ranks);
  }
  auto& evaluation = this->Current->Evaluation;
  using Priority = BackgroundEvaluation::Priority;
  const bool isWatched = progressive && this->Current->IsWatched;
  const bool hasStarted =
    OnAnyRank(evaluation.Start(threads, isWatched ? Priority::Low : Priority::Normal), ranks);
  this->Advance(Clock::duration::zero(), ranks, progress);
  if (!isWatched)
  {
    this->WaitForEnd(ranks, progress);
  }
  else if (hasStarted)
  {
    this->WaitForFirstPicture(ranks, progress);
  }
  EvaluatedPoints points = evaluation.Snapshot();
  points.IsComplete = points.IsComplete && !this->Current->IsRunning;
  this->Shown = Picture{ points.Count, points.IsComplete };
  if (!points.IsComplete)
  {
    Interpolate(this->Current->Levels, progress, points);
  }
  AddLandscapeParts(setting.OfPlane->GetProblem(), points.Fields, setting.OfGrid, image);
  if (!points.IsComplete || points.Adaptive)
  {
    AddEvaluatedPart(points.Evaluated, setting.OfGrid, image);
  }
  if (points.Adaptive && points.IsComplete)
  {
    AddReport(*points.Adaptive, image);
  }
  return points.IsComplete ? std::optional<CacheUse>(evaluation.Use()) : std::nullopt;
}

void LiveLandscape::WaitForFirstPicture(const RankGroup& ranks, const Progress& progress)
{
  const auto start = Clock::now();
  const std::int64_t enough = PointsOfFirstPicture(this->Current->Levels);
  const auto isWaiting = [&]
  {
    const auto waited = Clock::now() - start;
    return waited < FirstWait ||
      (this->Current->Evaluation.Count() < enough && waited < LongestFirstWait);
  };
  while (this->Current->IsRunning && OnFirstRank(isWaiting(), ranks))
  {
    this->Advance(Moment, ranks, progress);
  }
}

void LiveLandscape::WaitForEnd(const RankGroup& ranks, const Progress& progress)
{
  while (this->Current->IsRunning)
  {
    this->Advance(Moment, ranks, progress);
  }
}

void LiveLandscape::Begin(
  const LandscapeSetting& setting, const std::string& cacheFile, const RankGroup& ranks)
{
  this->Forget();
  const sampling::GridLevels levels(setting.OfGrid.Resolution());
  this->Current.reset(new Run{ setting, cacheFile, levels,
    { setting.OfPlane, setting.OfGrid, cacheFile, ScheduleOf(setting, levels),
      { ranks.Rank(), ranks.Size() } },
    OnAnyRank(std::exchange(this->Watched, false), ranks) });
}

void LiveLandscape::Stop()
{
  if (this->Current)
  {
    this->Current->Evaluation.Stop();
  }
  this->Shown.reset();
  this->Failure = nullptr;
}

void LiveLandscape::Forget()
{
  this->Stop();
  this->Current.reset();
}

} // namespace losslandscape
