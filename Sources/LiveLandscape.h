// SPDX-License-Identifier: BSD-3-Clause
#ifndef losslandscape_Sources_LiveLandscape_h
#define losslandscape_Sources_LiveLandscape_h

#include "Core/Engine/Evaluation/BackgroundEvaluation.h"
#include "Core/Mathematics/Sampling/GridLevels.h"
#include "LandscapeSetting.h"
#include "Pipeline/RankGroup.h"

#include <chrono>
#include <exception>
#include <memory>
#include <optional>
#include <string>

class vtkImageData;

namespace losslandscape
{

/// A landscape that is evaluated in the background by all ranks together, each its share of the
/// points: coarse to fine while somebody watches, who asks HasNews again and again, and Fill for
/// another picture when it says so; or until it is complete if nobody does. The last landscape is
/// kept, for requests of other parts of it.
///
/// All members are to be called by all ranks of the group with the same arguments but the image.
/// What is thrown is thrown on all of them.
class LiveLandscape
{
public:
  /// Whether there is more to see than in the last picture: new points, the end, a failure. Leaves
  /// the watcher two thirds of the time, however long pictures take.
  bool HasNews(const RankGroup& ranks);

  /// Whether HasNews was ever called.
  bool IsWatched() const { return this->EverWatched; }

  /// Starts the evaluation of the whole grid, goes on with it if it was stopped, or begins another
  /// one if the setting or the file has changed. Then gives the image, whose extent is a part of
  /// the grid, the point arrays of the Landscape port: those of EvaluateGrid once it is complete,
  /// or those of adaptive sampling with its array `evaluated` and its field data.
  ///
  /// If it is `progressive` and has just been started, it waits for half a second, or for up to
  /// five until the corners and the points in the middle between them are known. What is not known
  /// then is interpolated (FillUnknown), with the array `evaluated` to tell which. Otherwise it
  /// waits for the end; also if nobody has asked for news since the last setting, as when an
  /// animation is saved, whose pictures must be complete.
  ///
  /// Returns what came of the file; nothing until complete. Throws what the evaluation has thrown.
  std::optional<CacheUse> Fill(const LandscapeSetting& setting, const std::string& cacheFile,
    int threads, bool progressive, const RankGroup& ranks, const Progress& progress,
    vtkImageData* image);

  /// While it lives, an exception that leaves its scope stops the evaluation: there is nothing to
  /// watch then. Values stay.
  class StoppedByFailure
  {
  public:
    explicit StoppedByFailure(LiveLandscape& live) : Live(live) {}
    ~StoppedByFailure()
    {
      if (std::uncaught_exceptions() > this->Before)
      {
        this->Live.Stop();
      }
    }
    StoppedByFailure(const StoppedByFailure&) = delete;
    StoppedByFailure& operator=(const StoppedByFailure&) = delete;

  private:
    LiveLandscape& Live;
    const int Before = std::uncaught_exceptions();
  };

  /// Stops the evaluation. Values stay for the next Fill.
  void Stop();

  /// Stops the evaluation and drops its values.
  void Forget();

private:
  using Clock = std::chrono::steady_clock;

  void Begin(const LandscapeSetting& setting, const std::string& cacheFile, const RankGroup& ranks);
  void WaitForFirstPicture(const RankGroup& ranks, const Progress& progress);
  void WaitForEnd(const RankGroup& ranks, const Progress& progress);
  /// Lets the evaluation go on for a while, and tells all ranks what each has found.
  void Advance(Clock::duration patience, const RankGroup& ranks, const Progress& progress);
  bool IsDue();

  bool EverWatched = false;
  /// Since the last setting.
  bool Watched = false;

  struct Run
  {
    LandscapeSetting Setting;
    std::string CacheFile;
    sampling::GridLevels Levels;
    BackgroundEvaluation Evaluation;
    /// Whether somebody watches this setting, as far as is known.
    bool IsWatched = false;
    /// Whether a rank still evaluates.
    bool IsRunning = true;
  };
  std::unique_ptr<Run> Current;

  /// What the last picture of the current run shows; none since it was begun or stopped.
  struct Picture
  {
    std::int64_t Count = 0;
    bool IsComplete = false;
  };
  std::optional<Picture> Shown;

  /// Of an evaluation that ended while somebody asked for news.
  std::exception_ptr Failure;

  std::optional<Clock::time_point> Asked; ///< for a picture that was not seen yet
  Clock::time_point Seen;                 ///< the last picture
  Clock::duration Effort{ 0 };            ///< of the last picture
};

} // namespace losslandscape

#endif
