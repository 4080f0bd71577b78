// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Mathematics/Curvature/StationarySearch.h"

#include <Eigen/Eigenvalues>
#include <Eigen/SVD>

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>

namespace losslandscape::curvature
{
namespace
{

constexpr int StepsPerScale = 12;
constexpr double ScaleFactor = 0.25;

/// Eigenvalues below this share of the largest magnitude count as zero.
constexpr double Negligible = 1e-6;

/// The Newton step -inverse(H) g, without directions in which H is negligible.
Eigen::VectorXd NewtonStep(const ScaledDerivatives& derivatives)
{
  Eigen::JacobiSVD<Eigen::MatrixXd> solver(
    derivatives.Hessian, Eigen::ComputeThinU | Eigen::ComputeThinV);
  solver.setThreshold(Negligible);
  return -solver.solve(derivatives.Gradient);
}

/// The search, in coordinates whose unit is the spacing.
class Search
{
public:
  Search(
    const SampledFunction& function, const Eigen::VectorXd& start, const SearchOptions& options)
    : Function(function), Start(start.cwiseQuotient(options.Spacing)), Options(options)
  {
  }

  StationaryPoint Run()
  {
    StationaryPoint found;
    Eigen::VectorXd here = this->Start;
    found.Scale = std::numeric_limits<double>::infinity();
    for (double scale = 1.0;; scale = std::max(scale * ScaleFactor, this->Options.SmallestScale))
    {
      Eigen::VectorXd position = here;
      const auto hessian = this->Converge(position, scale);
      const int negative = hessian ? NegativeDirections(*hessian) : -1;
      const bool isSame = found.NegativeDirections < 0 || negative == found.NegativeDirections;
      if (negative < 0 || !isSame)
      {
        break;
      }
      here = position;
      found.Scale = scale;
      found.NegativeDirections = negative;
      if (scale <= this->Options.SmallestScale)
      {
        found.Survived = true;
        this->Polish(here, scale);
        break;
      }
    }
    found.Position = here.cwiseProduct(this->Options.Spacing);
    found.Move = (here - this->Start).norm();
    return found;
  }

private:
  Sample At(const Eigen::VectorXd& position) const
  {
    Sample sample = this->Function(position.cwiseProduct(this->Options.Spacing));
    sample.Gradient = sample.Gradient.cwiseProduct(this->Options.Spacing).eval();
    return sample;
  }

  ScaledDerivatives DerivativesAt(const Eigen::VectorXd& position, double scale) const
  {
    return DerivativesAtScale([this](const Eigen::VectorXd& p) { return this->At(p); }, position,
      Eigen::VectorXd::Constant(position.size(), scale));
  }

  /// Moves `position` to the stationary point at this scale and returns the Hessian there; no value
  /// if there is no such point nearby.
  std::optional<Eigen::MatrixXd> Converge(Eigen::VectorXd& position, double scale) const
  {
    for (int i = 0; i < StepsPerScale; ++i)
    {
      const ScaledDerivatives derivatives = this->DerivativesAt(position, scale);
      if (!derivatives.Gradient.allFinite() || !derivatives.Hessian.allFinite())
      {
        return std::nullopt;
      }
      Eigen::VectorXd step = NewtonStep(derivatives);
      const double length = step.norm();
      if (length <= 0.02 * scale)
      {
        position += step;
        return derivatives.Hessian;
      }
      position += step * std::min(1.0, 2.0 * scale / length);
      if ((position - this->Start).norm() > this->Options.FarthestMove)
      {
        return std::nullopt;
      }
    }
    return std::nullopt;
  }

  /// Improves `position` by Newton's method with the exact gradient, as long as that halves at each
  /// step and the point stays within `scale`.
  void Polish(Eigen::VectorXd& position, double scale) const
  {
    const Eigen::VectorXd from = position;
    Eigen::VectorXd gradient = this->At(position).Gradient;
    double reach = 1e-2 * scale;
    for (int i = 0; i < StepsPerScale && gradient.norm() > 0.0; ++i)
    {
      const Eigen::VectorXd step =
        NewtonStep({ gradient, this->DerivativesAt(position, reach).Hessian });
      const Eigen::VectorXd next = position + step;
      const Eigen::VectorXd nextGradient = this->At(next).Gradient;
      if (!(nextGradient.norm() < 0.5 * gradient.norm()) || (next - from).norm() > scale)
      {
        return;
      }
      position = next;
      gradient = nextGradient;
      reach = std::clamp(step.norm(), 1e-4 * scale, reach);
    }
  }

  const SampledFunction& Function;
  const Eigen::VectorXd Start;
  const SearchOptions& Options;
};

} // namespace

ScaledDerivatives DerivativesAtScale(
  const SampledFunction& function, const Eigen::VectorXd& point, const Eigen::VectorXd& scales)
{
  const Eigen::Index axes = point.size();
  ScaledDerivatives derivatives{ Eigen::VectorXd(axes), Eigen::MatrixXd(axes, axes) };
  for (Eigen::Index axis = 0; axis < axes; ++axis)
  {
    const Eigen::VectorXd step = scales[axis] * Eigen::VectorXd::Unit(axes, axis);
    const Sample ahead = function(point + step);
    const Sample behind = function(point - step);
    derivatives.Gradient[axis] = (ahead.Value - behind.Value) / (2.0 * scales[axis]);
    derivatives.Hessian.col(axis) = (ahead.Gradient - behind.Gradient) / (2.0 * scales[axis]);
  }
  derivatives.Hessian = (0.5 * (derivatives.Hessian + derivatives.Hessian.transpose())).eval();
  return derivatives;
}

int NegativeDirections(const Eigen::MatrixXd& hessian)
{
  const Eigen::VectorXd eigenvalues =
    Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd>(hessian, Eigen::EigenvaluesOnly).eigenvalues();
  const double least = Negligible * eigenvalues.cwiseAbs().maxCoeff();
  if (!(eigenvalues.cwiseAbs().minCoeff() > least))
  {
    return -1;
  }
  return static_cast<int>((eigenvalues.array() < 0.0).count());
}

StationaryPoint FindStationaryPoint(
  const SampledFunction& function, const Eigen::VectorXd& start, const SearchOptions& options)
{
  return Search(function, start, options).Run();
}

} // namespace losslandscape::curvature
