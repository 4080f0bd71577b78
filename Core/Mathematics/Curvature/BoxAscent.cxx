// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Mathematics/Curvature/BoxAscent.h"

#include "Core/Common/Random.h"

#include <algorithm>
#include <cmath>
#include <vector>

namespace losslandscape::curvature
{
namespace
{

Eigen::VectorXd Clamped(const Eigen::VectorXd& offset, const Eigen::VectorXd& half)
{
  return offset.cwiseMin(half).cwiseMax(-half);
}

Eigen::VectorXd RandomCorner(const Eigen::VectorXd& half, std::uint64_t seed)
{
  Random random(seed);
  Eigen::VectorXd corner = half;
  for (double& value : corner)
  {
    value = random.Below(2) == 0 ? -value : value;
  }
  return corner;
}

/// The steps after which the step size is reviewed, by the paper's rule for any number of steps.
std::vector<int> ReviewsOf(int steps)
{
  std::vector<int> reviews;
  double last = 0.0;
  double next = 0.22;
  while (next <= 1.0)
  {
    reviews.push_back(static_cast<int>(std::ceil(next * steps)));
    const double gap = std::max(next - last - 0.03, 0.06);
    last = next;
    next += gap;
  }
  return reviews;
}

class BoxAscent
{
public:
  BoxAscent(const ScalarFunction& function, const Eigen::VectorXd& half, double value)
    : Function(function), Half(half), Current(Eigen::VectorXd::Zero(half.size())),
      Previous(Current), CurrentValue(value), Best{ Current, value }
  {
  }

  BoxMaximum Run(const BoxAscentOptions& options, const Progress& progress)
  {
    const std::vector<int> reviews = ReviewsOf(options.Steps);
    for (int step = 1; step <= options.Steps && std::isfinite(this->CurrentValue); ++step)
    {
      this->Climb(options.Seed);
      if (std::find(reviews.begin(), reviews.end(), step) != reviews.end())
      {
        this->Review(step);
      }
      ReportProgress(progress, static_cast<double>(step) / options.Steps);
    }
    return this->Best;
  }

private:
  void Climb(std::uint64_t seed)
  {
    const Eigen::VectorXd gradient = this->Function.Gradient(this->Current);
    if (this->AtStart && gradient.isZero(0.0))
    {
      this->MoveTo(RandomCorner(this->Half, seed));
      return;
    }
    const Eigen::VectorXd slope = gradient.cwiseSign().cwiseProduct(this->Half);
    const Eigen::VectorXd ahead = Clamped(this->Current + this->StepSize * slope, this->Half);
    constexpr double Momentum = 0.75;
    this->MoveTo(this->AtStart ? ahead
                               : Clamped(this->Current + Momentum * (ahead - this->Current) +
                                     (1.0 - Momentum) * (this->Current - this->Previous),
                                   this->Half));
  }

  void MoveTo(const Eigen::VectorXd& offset)
  {
    const double value = this->Function.Value(offset);
    this->Increases += value > this->CurrentValue ? 1 : 0;
    this->Previous = this->AtStart ? offset : this->Current;
    this->Current = offset;
    this->CurrentValue = value;
    this->AtStart = false;
    if (!(value <= this->Best.Value))
    {
      this->Best = { offset, value };
    }
  }

  /// Halves the step if it rarely led upwards, or if the best value is the same as at the last
  /// review with the same step.
  void Review(int step)
  {
    const bool rarely = this->Increases < 0.75 * (step - this->LastReview);
    const bool stalled = !this->HalvedLast && this->Best.Value <= this->BestAtReview;
    this->HalvedLast = rarely || stalled;
    if (this->HalvedLast && std::isfinite(this->CurrentValue))
    {
      this->StepSize *= 0.5;
      this->Current = this->Previous = this->Best.Offset;
      this->CurrentValue = this->Best.Value;
    }
    this->BestAtReview = this->Best.Value;
    this->LastReview = step;
    this->Increases = 0;
  }

  const ScalarFunction& Function;
  const Eigen::VectorXd& Half;
  Eigen::VectorXd Current;
  Eigen::VectorXd Previous;
  double CurrentValue;
  BoxMaximum Best;
  /// The step size in half-edges of the box.
  double StepSize = 2.0;
  bool AtStart = true;
  int Increases = 0;
  int LastReview = 0;
  bool HalvedLast = false;
  double BestAtReview = -HUGE_VAL;
};

} // namespace

BoxMaximum AscendInBox(const ScalarFunction& function, const Eigen::VectorXd& half, double value,
  const BoxAscentOptions& options, const Progress& progress)
{
  return BoxAscent(function, half, value).Run(options, progress);
}

} // namespace losslandscape::curvature
