// SPDX-License-Identifier: BSD-3-Clause
#ifndef losslandscape_Sources_LandscapeSampling_h
#define losslandscape_Sources_LandscapeSampling_h

#include "Core/Common/Grid.h"
#include "Core/Engine/Evaluation/PointCache.h"
#include "Core/Mathematics/Sampling/AdaptiveSampling.h"
#include "LandscapeSetting.h"
#include "Pipeline/RankGroup.h"

#include <memory>
#include <optional>

class vtkImageData;

namespace losslandscape
{

/// Landscapes that are evaluated at some points only (SampleAdaptively). Where these are depends on
/// the whole grid, whatever part of it is asked for: all ranks evaluate it together, each its share
/// of every batch, and each of them has all values in the end. The last landscape is kept for
/// requests of other parts, unless one process was asked for all of it.
class LandscapeSampling
{
public:
  /// Gives the image, whose extent is a part of the grid, the point arrays `loss`, `accuracy`,
  /// `loss_standard_error` and `evaluated`, and the field data about sampling. To be called by all
  /// ranks with the same arguments but the image, `cache` being one of the plane; what is thrown,
  /// is thrown on all of them.
  void Fill(const std::shared_ptr<const Plane>& plane, PointCache& cache, const Grid& grid,
    double tolerance, int threads, const RankGroup& ranks, const Progress& progress,
    vtkImageData* image);

private:
  struct Setting
  {
    LandscapeSetting OfLandscape;
    double Tolerance;
  };
  bool IsOf(const Setting& setting) const;

  std::optional<Setting> Last;
  sampling::AdaptiveSample Sample; ///< of Last
};

} // namespace losslandscape

#endif
