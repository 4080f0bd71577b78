// SPDX-License-Identifier: BSD-3-Clause
#ifndef losslandscape_Engine_Studies_Decision_InputPlane_h
#define losslandscape_Engine_Studies_Decision_InputPlane_h

#include "Core/Data/Dataset.h"

#include <array>
#include <cstdint>
#include <vector>

namespace losslandscape
{

/// The choices of the `Plane` property of Decision Boundary, in its order.
enum class InputPlaneKind
{
  Automatic,   ///< AllInputs for inputs of two numbers, ThreeSamples for all others
  AllInputs,   ///< inputs are two numbers: these are the coordinates, before normalisation
  ThreeSamples ///< the plane through three samples
};

const char* InputPlaneName(InputPlaneKind kind);

struct InputPlaneOptions
{
  InputPlaneKind Kind = InputPlaneKind::Automatic;
  /// For ThreeSamples: places of the samples in the data set, counted from 0. A negative number
  /// stands for the first sample of a class that none of the others has or, if there is no such
  /// class, for the first sample that is none of the others.
  std::array<std::int64_t, 3> Samples = { -1, -1, -1 };
};

/// An affine map from two coordinates to inputs of a network.
///
/// AllInputs: coordinates are the inputs as the data set stores them, in its own units; the map
/// normalises them.
///
/// ThreeSamples: the construction of Somepalli et al., "Can Neural Nets Learn the Same Model
/// Twice?", CVPR 2022, with true distances. Of the samples a, b and c, as they enter the network
/// (normalised), a lies at (0, 0) and b at (|b - a|, 0); c lies above the x axis. Both axes are
/// orthogonal, and distances in the plane are Euclidean distances between normalised inputs.
class InputPlane
{
public:
  /// A sample that lies in the plane.
  struct Sample
  {
    std::int64_t Index = 0; ///< its place in the data set
    std::array<double, 3> Position = { 0.0, 0.0, 0.0 };
  };

  /// Throws Error for AllInputs of more or less than two numbers, samples that the data set does
  /// not have or that lie on a line, and inputs that are not finite.
  InputPlane(const Dataset& data, const InputPlaneOptions& options);

  /// The kind in use, which is never Automatic.
  InputPlaneKind Kind() const { return this->UsedKind; }

  /// The samples that lie in the plane: all of the data set for AllInputs, else the three.
  const std::vector<Sample>& Samples() const { return this->InPlane; }

  /// {xmin, xmax, ymin, ymax, 0, 0} of a box around the samples, further out on each side by
  /// `margin` times its longer side (times 1 if all samples are equal). Throws Error for a margin
  /// that is negative or not finite.
  std::array<double, 6> BoundsAround(double margin) const;

  /// How many numbers an input has.
  std::size_t InputSize() const { return this->Origin.size(); }

  /// Writes the input at a point of the plane, InputSize() numbers.
  void CopyInput(double x, double y, float* input) const;

private:
  void SpanAllInputs(const Dataset& data);
  void SpanThreeSamples(const Dataset& data, const std::array<std::int64_t, 3>& wanted);

  InputPlaneKind UsedKind;
  std::vector<Sample> InPlane;
  /// The input at (0, 0), then what a step of 1 along each axis adds to it.
  std::vector<double> Origin;
  std::vector<double> AlongX;
  std::vector<double> AlongY;
};

} // namespace losslandscape

#endif
