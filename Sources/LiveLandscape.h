// SPDX-License-Identifier: BSD-3-Clause
#ifndef losslandscape_Sources_LiveLandscape_h
#define losslandscape_Sources_LiveLandscape_h

#include "Core/Engine/Evaluation/BackgroundEvaluation.h"
#include "Core/Mathematics/Sampling/GridLevels.h"
#include "LandscapeSetting.h"

#include <chrono>
#include <memory>
#include <optional>
#include <string>

class vtkImageData;

namespace losslandscape
{

/// A landscape that is evaluated in the background, coarse to fine, while somebody watches: asks
/// HasNews again and again, and Fill for another picture when it says so.
class LiveLandscape
{
public:
  /// Whether there is more to see than in the last picture: new points, the end, a failure. Leaves
  /// the watcher two thirds of the time, however long pictures take.
  bool HasNews();

  /// Whether HasNews was ever called.
  bool IsWatched() const { return this->Watched; }

  /// Starts the evaluation of the whole grid, goes on with it if it was stopped, or begins another
  /// one if the setting or the file has changed. Then gives the image, whose extent is a part of
  /// the grid, the point arrays of the Landscape port: those of EvaluateGrid once it is complete;
  /// until then interpolated where nothing is known yet (FillUnknown), with the array `evaluated`
  /// to tell which. If it has started something, waits for half a second; for up to five until
  /// the corners and the points in the middle between them are known.
  ///
  /// Returns what came of the file; nothing until complete. Throws what the evaluation has thrown.
  std::optional<CacheUse> Fill(const LandscapeSetting& setting, const std::string& cacheFile,
    int threads, const Progress& progress, vtkImageData* image);

  /// Runs `work`; if it throws, there is nothing to watch: the evaluation stops. Values stay.
  template <typename Work>
  void StopOnFailure(Work&& work)
  {
    try
    {
      work();
    }
    catch (...)
    {
      this->Stop();
      throw;
    }
  }

  /// Stops the evaluation. Values stay for the next Fill.
  void Stop();

  /// Stops the evaluation and drops its values.
  void Forget();

private:
  using Clock = std::chrono::steady_clock;

  void WaitForFirstPicture(const Progress& progress);
  void Begin(const LandscapeSetting& setting, const std::string& cacheFile);
  bool IsDue();

  bool Watched = false;

  struct Run
  {
    LandscapeSetting Setting;
    std::string CacheFile;
    sampling::GridLevels Levels;
    BackgroundEvaluation Evaluation;
  };
  std::unique_ptr<Run> Current;

  /// What the last picture of the current run shows; none since it was begun or stopped.
  struct Picture
  {
    std::int64_t Count = 0;
    bool IsComplete = false;
  };
  std::optional<Picture> Shown;

  std::optional<Clock::time_point> Asked; ///< for a picture that was not seen yet
  Clock::time_point Seen;                 ///< the last picture
  Clock::duration Effort{ 0 };            ///< of the last picture
};

} // namespace losslandscape

#endif
