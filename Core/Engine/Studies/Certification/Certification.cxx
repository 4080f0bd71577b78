// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Engine/Studies/Certification/Certification.h"

#include "Core/Common/SettingRange.h"
#include "Core/Engine/Derivatives/LossCurvature.h"
#include "Core/Engine/Plane/PlaneDirections.h"
#include "Core/Engine/Plane/PlaneInternals.h"
#include "Core/Engine/Torch/Workers.h"
#include "Core/Mathematics/Curvature/StationarySearch.h"

#include <Eigen/Eigenvalues>

#include <cmath>
#include <limits>
#include <memory>

namespace losslandscape
{
namespace
{

using Question = std::function<bool()>;

void Check(const CertificationOptions& options)
{
  CheckRange(options.SmallestScale > 0.0 && options.SmallestScale <= 1.0, "SmallestScale",
    "a number above 0 and up to 1", options.SmallestScale);
  CheckRange(options.GradientTolerance >= 0.0, "GradientTolerance", "0 or a positive number",
    options.GradientTolerance);
}

std::array<double, 3> Padded(const Eigen::VectorXd& values)
{
  std::array<double, 3> padded = {};
  std::copy(values.begin(), values.end(), padded.begin());
  return padded;
}

std::array<double, 3> EigenvaluesOf(const Eigen::MatrixXd& hessian)
{
  if (!hessian.allFinite())
  {
    return Padded(
      Eigen::VectorXd::Constant(hessian.rows(), std::numeric_limits<double>::quiet_NaN()));
  }
  return Padded(
    Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd>(hessian, Eigen::EigenvaluesOnly).eigenvalues());
}

StationaryKind KindOf(int negativeDirections, Eigen::Index dimension)
{
  if (negativeDirections < 0)
  {
    return StationaryKind::None;
  }
  return negativeDirections == dimension ? StationaryKind::Maximum
                                         : static_cast<StationaryKind>(negativeDirections);
}

NetworkKind AmbientKind(const Certificate& point, const CertificationOptions& options)
{
  const double magnitude =
    std::max(std::fabs(point.SmallestEigenvalue), std::fabs(point.LargestEigenvalue));
  if (!std::isfinite(point.NetworkGradientNorm) || !std::isfinite(magnitude))
  {
    return NetworkKind::Unknown;
  }
  if (point.NetworkGradientNorm > options.GradientTolerance)
  {
    return NetworkKind::Slope;
  }
  const double zero = options.EigenvalueTolerance * magnitude;
  const bool descends = point.SmallestEigenvalue < -std::max(zero, point.SmallestResidual);
  const bool ascends = point.LargestEigenvalue > std::max(zero, point.LargestResidual);
  if (descends)
  {
    return ascends ? NetworkKind::Saddle : NetworkKind::Maximum;
  }
  return ascends ? NetworkKind::Minimum : NetworkKind::Flat;
}

/// A worker that certifies one point after another.
class Certifier
{
public:
  Certifier(const Plane& plane, const CertificationOptions& options,
    std::shared_ptr<const Eigen::MatrixXd> directions)
    : Options(options), Directions(std::move(directions)),
      Dimension(static_cast<Eigen::Index>(plane.Dimension())),
      Loss(plane.GetProblem(), &plane.GetInternals().Moves),
      Gram((*Directions).transpose() * *Directions)
  {
  }

  Certificate Certify(const std::array<double, 3>& point, const Question& keepGoing)
  {
    const curvature::SampledFunction function = [&](const Eigen::VectorXd& position)
    { return this->At(position, keepGoing); };
    const Eigen::Map<const Eigen::VectorXd> start(point.data(), this->Dimension);
    curvature::SearchOptions search;
    search.Spacing =
      Eigen::Map<const Eigen::VectorXd>(this->Options.Spacing.data(), this->Dimension);
    search.SmallestScale = this->Options.SmallestScale;
    search.FarthestMove = this->Options.FarthestMove;
    const auto found = curvature::FindStationaryPoint(function, start, search);

    Certificate certificate;
    certificate.Position = Padded(found.Position);
    certificate.Kind = KindOf(found.NegativeDirections, this->Dimension);
    certificate.Survived = found.Survived;
    certificate.Scale = found.Scale;
    certificate.Move = found.Move;
    certificate.GridScaleEigenvalues = EigenvaluesOf(
      curvature::DerivativesAtScale(function, found.Position, search.Spacing).Hessian);
    this->Measure(keepGoing, certificate);
    return certificate;
  }

private:
  curvature::Sample At(const Eigen::VectorXd& position, const Question& keepGoing)
  {
    this->Loss.MoveTo(Padded(position));
    double value = 0.0;
    const Eigen::VectorXd gradient = this->Loss.Gradient(keepGoing, &value);
    return { value, this->Directions->transpose() * gradient };
  }

  /// Computes all of the certificate that depends on its position alone.
  void Measure(const Question& keepGoing, Certificate& certificate)
  {
    this->Loss.MoveTo(certificate.Position);
    const Eigen::VectorXd gradient = this->Loss.Gradient(keepGoing, &certificate.Loss);
    const Eigen::VectorXd slopes = this->Directions->transpose() * gradient;
    certificate.Gradient = Padded(slopes);
    certificate.NetworkGradientNorm = gradient.norm();
    // Length of the orthogonal projection onto the plane, whose directions need not be orthogonal.
    certificate.InPlaneShare =
      std::sqrt(slopes.dot(this->Gram.ldlt().solve(slopes))) / gradient.norm();
    const Eigen::MatrixXd hessian = PlaneHessian(this->Loss, *this->Directions, keepGoing);
    certificate.Hessian = PaddedHessian(hessian);
    certificate.HessianEigenvalues = EigenvaluesOf(hessian);
    const NetworkEigenvalues eigenvalues = ExtremeEigenvaluesOf(
      this->Loss, this->Options.EigenvalueTolerance, this->Options.MaximumProducts, keepGoing);
    certificate.SmallestEigenvalue = eigenvalues.Smallest;
    certificate.LargestEigenvalue = eigenvalues.Largest;
    certificate.SmallestResidual = eigenvalues.SmallestResidual;
    certificate.LargestResidual = eigenvalues.LargestResidual;
    certificate.Ambient = AmbientKind(certificate, this->Options);
  }

  const CertificationOptions& Options;
  std::shared_ptr<const Eigen::MatrixXd> Directions;
  const Eigen::Index Dimension;
  LossDerivatives Loss;
  const Eigen::MatrixXd Gram;
};

const char* KindText(const Certificate& certificate)
{
  switch (certificate.Kind)
  {
    case StationaryKind::Minimum:
      return "minimum in this slice";
    case StationaryKind::Saddle:
    case StationaryKind::HigherSaddle:
      return "saddle in this slice";
    case StationaryKind::Maximum:
      return "maximum in this slice";
    case StationaryKind::None:
      break;
  }
  return "no critical point of this slice";
}

const char* AmbientText(NetworkKind kind)
{
  switch (kind)
  {
    case NetworkKind::Minimum:
      return "minimum in the network";
    case NetworkKind::Saddle:
      return "saddle in the network";
    case NetworkKind::Maximum:
      return "maximum in the network";
    case NetworkKind::Slope:
      return "no critical point of the network";
    case NetworkKind::Flat:
      return "critical point without curvature of the network";
    case NetworkKind::Unknown:
      break;
  }
  return "not finite in the network";
}

} // namespace

std::string Verdict(const Certificate& certificate)
{
  const bool onlyCoarse = !certificate.Survived && certificate.Kind != StationaryKind::None;
  return std::string(KindText(certificate)) + (onlyCoarse ? " at a coarse scale only" : "") + ", " +
    AmbientText(certificate.Ambient);
}

void CertifyPoints(const Plane& plane, const std::vector<std::array<double, 3>>& points,
  const CertificationOptions& options, int threads, const CertificateSink& store,
  const Progress& progress)
{
  if (points.empty())
  {
    return;
  }
  Check(options);
  const auto& problem = plane.GetProblem().GetInternals();
  const auto total = static_cast<std::int64_t>(points.size());
  const auto directions = std::make_shared<const Eigen::MatrixXd>(DirectionMatrix(plane));
  const auto makeTask = [&]() -> Task
  {
    auto certifier = std::make_shared<Certifier>(plane, options, directions);
    return [=, &points, &store](std::int64_t point, const Question& keepGoing)
    { store(point, certifier->Certify(points[point], keepGoing)); };
  };
  RunTasks(total, problem.WorkersFor(threads, total, "the points cannot be certified"), makeTask,
    progress);
}

} // namespace losslandscape
