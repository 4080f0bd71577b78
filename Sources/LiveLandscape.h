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

/// A landscape that is evaluated in the background by all ranks together, each of them a share of
/// the points. While somebody watches, it is shown coarse to fine: the watcher calls HasNews again
/// and again, and Fill for another picture when HasNews says so. If nobody watches, Fill waits
/// until the landscape is complete. The last landscape is kept, for requests of other parts of it.
///
/// All ranks of the group must call each member together, with the same arguments except the image.
/// What is thrown is thrown on all of them.
class LiveLandscape
{
public:
  /// Whether there is more to see than in the last picture: new points, the end, or a failure. New
  /// points count only after a pause of twice the time that the last picture took, so that the
  /// watcher has two thirds of the time for other work, however long pictures take.
  bool HasNews(const RankGroup& ranks);

  /// Whether HasNews was ever called.
  bool IsWatched() const { return this->EverWatched; }

  /// Starts the evaluation of the whole grid, goes on with it if it was stopped, or begins another
  /// one if the setting or the file has changed. Then gives the image, whose extent is a part of
  /// the grid, the point arrays of the Landscape port. Once complete, they have the values of
  /// EvaluateGrid, or those of adaptive sampling with its array `evaluated` and its field data.
  ///
  /// A `progressive` evaluation that has just been started is waited for half a second, or for up
  /// to five until the corners and the points in the middle between them are known. What is not
  /// known then is interpolated (FillUnknown), and the array `evaluated` tells which points are.
  /// Without `progressive`, Fill waits for the end. So it does if nobody has asked for news since
  /// the last setting, as when an animation is saved, whose pictures must be complete.
  ///
  /// Returns how many values came from the file; nothing as long as the landscape is incomplete.
  /// Throws what the evaluation has thrown.
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
  /// Waits up to `patience` while the evaluation goes on, then tells all ranks the values that each
  /// has found.
  void Advance(Clock::duration patience, const RankGroup& ranks, const Progress& progress);
  /// Whether the watcher has had enough time since the last picture for another one.
  bool IsDue();

  bool EverWatched = false;
  /// Whether HasNews was called since the last setting was begun.
  bool Watched = false;

  struct Run
  {
    LandscapeSetting Setting;
    std::string CacheFile;
    sampling::GridLevels Levels;
    BackgroundEvaluation Evaluation;
    /// Whether somebody was watching when this run began.
    bool IsWatched = false;
    /// Whether a rank still evaluates, as of the last Advance.
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

  /// An error of the evaluation that HasNews has met, kept for the next Fill to throw.
  std::exception_ptr Failure;

  std::optional<Clock::time_point> Asked; ///< when HasNews announced a picture not seen yet
  Clock::time_point Seen;                 ///< when the last picture was on the screen
  Clock::duration Effort{ 0 };            ///< time that it took to make the last picture
};

} // namespace losslandscape

#endif
