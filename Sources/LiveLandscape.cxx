// SPDX-License-Identifier: BSD-3-Clause
#include "LiveLandscape.h"

#include "Core/Mathematics/Sampling/CoarseToFine.h"
#include "LandscapeOutput.h"

#include <utility>

namespace losslandscape
{
namespace
{

/// Long enough for a coarse picture of a small network, short enough not to be in the way.
constexpr auto FirstWait = std::chrono::milliseconds(500);

/// Of larger ones: ParaView fits its colours to the first picture alone, so that this should have
/// the corners and the middle, which often have the highest and the lowest loss.
constexpr auto LongestFirstWait = std::chrono::milliseconds(5000);
constexpr int LevelOfFirstPicture = 1;

/// Between two looks at the number of points.
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

/// Time between pictures, in multiples of what one takes.
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

} // namespace

bool LiveLandscape::HasNews()
{
  this->Watched = true;
  const bool isDue = this->IsDue();
  if (!this->Shown)
  {
    return false;
  }
  const auto& evaluation = this->Current->Evaluation;
  const bool hasEnded = !evaluation.IsRunning() && !this->Shown->IsComplete;
  const bool hasNews = hasEnded || (isDue && evaluation.Count() > this->Shown->Count);
  if (hasNews)
  {
    this->Asked = Clock::now();
  }
  return hasNews;
}

/// The watcher's next question comes when the picture that it was told of is on the screen.
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

std::optional<CacheUse> LiveLandscape::Fill(const LandscapeSetting& setting,
  const std::string& cacheFile, int threads, const Progress& progress, vtkImageData* image)
{
  if (!this->Current || !(this->Current->Setting == setting) ||
    this->Current->CacheFile != cacheFile)
  {
    this->Begin(setting, cacheFile);
  }
  auto& evaluation = this->Current->Evaluation;
  if (evaluation.Start(threads))
  {
    this->WaitForFirstPicture(progress);
  }
  evaluation.Wait(FirstWait.zero(), progress);
  EvaluatedPoints points = evaluation.Snapshot();
  this->Shown = Picture{ points.Count, points.IsComplete };
  if (points.IsComplete)
  {
    AddLandscapeParts(points.Fields, setting.OfGrid, image);
    return evaluation.Use();
  }
  Interpolate(this->Current->Levels, progress, points);
  AddLandscapeParts(points.Fields, setting.OfGrid, image);
  AddEvaluatedPart(points.Evaluated, setting.OfGrid, image);
  return std::nullopt;
}

void LiveLandscape::WaitForFirstPicture(const Progress& progress)
{
  auto& evaluation = this->Current->Evaluation;
  const auto end = Clock::now() + LongestFirstWait;
  const std::int64_t enough = PointsOfFirstPicture(this->Current->Levels);
  evaluation.Wait(FirstWait, progress);
  while (evaluation.IsRunning() && evaluation.Count() < enough && Clock::now() < end)
  {
    evaluation.Wait(Moment, progress);
  }
}

void LiveLandscape::Begin(const LandscapeSetting& setting, const std::string& cacheFile)
{
  this->Forget();
  const sampling::GridLevels levels(setting.OfGrid.Resolution());
  this->Current.reset(new Run{ setting, cacheFile, levels,
    { setting.OfPlane, setting.OfGrid, cacheFile, sampling::CoarseToFine(levels) } });
}

void LiveLandscape::Stop()
{
  if (this->Current)
  {
    this->Current->Evaluation.Stop();
  }
  this->Shown.reset();
}

void LiveLandscape::Forget()
{
  this->Stop();
  this->Current.reset();
}

} // namespace losslandscape
