// SPDX-License-Identifier: BSD-3-Clause
#ifndef losslandscape_Mathematics_Sampling_AdaptiveSampling_h
#define losslandscape_Mathematics_Sampling_AdaptiveSampling_h

#include "Core/Common/Grid.h"
#include "Core/Common/Progress.h"

#include <cstdint>
#include <functional>
#include <vector>

namespace losslandscape
{
namespace sampling
{

struct AdaptiveOptions
{
  /// Largest error of an interpolated value, as a share of the range of finite values.
  double Tolerance = 0.01;
  /// Seed of the choice of points at which the error is measured.
  std::uint64_t Seed = 0;
};

/// Fields on all points of a grid, x varying fastest: measured at some, interpolated at the others.
struct AdaptiveSample
{
  /// The values of each field. The first field decides where to measure; the others are
  /// interpolated at the same points.
  std::vector<std::vector<double>> Fields;
  /// 1: measured; 0: interpolated.
  std::vector<unsigned char> Evaluated;

  std::int64_t NumberOfEvaluations = 0;
  /// Tolerance times the range of the finite measured values of the first field.
  double AbsoluteTolerance = 0.0;
  /// Points drawn at random from all that would have been interpolated and measured after all, and
  /// the largest error that the interpolation would have had at them. 0 and 0 if there are none.
  std::int64_t ErrorSamples = 0;
  double MaxError = 0.0;
};

/// Measures the points of a batch: writes their values to all fields of the sample and then 1 to
/// `Evaluated`, in any order and from any thread. Throws Aborted if `progress` asks to stop.
using MeasurePoints = std::function<void(
  const std::vector<std::int64_t>& points, AdaptiveSample& sample, const Progress& progress)>;

/// Fills `sample` with `fields` fields on the whole grid; no point is measured twice.
///
/// At first a coarse grid is measured, of every 8th point or a little more. Its points show how
/// well each level of points is predicted from the coarser one (limited cubic interpolation, see
/// InterpolateLimitedCubic). Then the following points are measured, as long as there are any:
/// - where a prediction was off by more than a quarter of the tolerance, the points around it that
///   were predicted like it;
/// - where the error to be expected of the next level is more than that, the points of that level;
/// - the neighbours of points with a non-finite value, and points that lie between such;
/// - points that seem to lie beyond the range of what has been measured.
///
/// After that a random sample of the other points is measured, which shows the true error of the
/// interpolation. If that is more than half the tolerance anywhere, refinement goes on from there
/// and a new sample is drawn. Once nine points in ten are measured, so are the others.
///
/// The error sample promises, with a confidence of 95 %, that no more than 1 % of the interpolated
/// points are beyond half the tolerance (with fewer error samples n than 368, on small grids, no
/// more than about 4 / n). That they all are within the whole tolerance is the experience with many
/// surfaces (BenchmarkSampling), not a proof: a feature that lies between the points of the coarse
/// grid can be missed. Errors of other fields than the first are not looked at.
///
/// A value depends on grid, options and the function alone. Cost beside the measurements: about 10
/// to 30 interpolations of the whole grid, about 0.1 microseconds per point each; about 30 bytes
/// per point and 8 for each field.
///
/// Throws Error for a tolerance that is negative or not finite. After Aborted the fields hold what
/// has been measured so far, and NaN elsewhere. `progress` cannot know how many points there will
/// be: each batch takes half of what is left.
void SampleAdaptively(const Grid& grid, const AdaptiveOptions& options, int fields,
  const MeasurePoints& measure, AdaptiveSample& sample, const Progress& progress = {});

} // namespace sampling
} // namespace losslandscape

#endif
