// SPDX-License-Identifier: BSD-3-Clause
#include "LiveLandscape.h"

#include "Core/Sampling/CoarseToFine.h"
#include "LandscapeOutput.h"

#include <utility>

namespace losslandscape
{
namespace
{

/// Long enough for a coarse picture of a small network, short enough not to be in the way.
constexpr auto FirstWait = std::chrono::milliseconds(1000);

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
  const bool hasStarted = evaluation.Start(threads);
  evaluation.Wait(hasStarted ? FirstWait : FirstWait.zero(), progress);
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
