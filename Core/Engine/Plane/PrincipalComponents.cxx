// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Engine/Plane/PrincipalComponents.h"

#include "Core/Engine/Plane/StreamedGram.h"
#include "Core/Engine/Torch/Workers.h"

#include <Eigen/Eigenvalues>

#include <algorithm>
#include <cmath>
#include <string>

namespace losslandscape
{
namespace
{

using Eigen::MatrixXd;
using Eigen::VectorXd;

constexpr double Pi = 3.14159265358979323846;

/// A variance below this share of the largest one is a rounding error: scalar products carry the
/// square of the vectors' own.
constexpr double SmallestVarianceRatio = 1e-12;

/// Share of the progress that the scalar products get; the rest is for the directions.
double GramShare(const VectorStream& vectors, const PrincipalOptions& options)
{
  const auto reads = static_cast<double>(GramReads(vectors, options.BlockBytes));
  return reads / (reads + static_cast<double>(vectors.Count));
}

/// Variances along the components, falling and without those of rounding errors, and as columns the
/// shares of the vectors in them: coordinates divided by the square root of the variance.
struct Spectrum
{
  VectorXd Values;
  MatrixXd Vectors;
};

/// Makes the scalar products those of the vectors' differences to their mean.
void CentreTwice(MatrixXd& gram)
{
  const VectorXd means = gram.rowwise().mean();
  gram.colwise() -= means;
  gram.rowwise() -= means.transpose();
  gram.array() += means.mean();
}

/// Gives each component the sign with which its first share that is no rounding error is positive.
void FixSigns(MatrixXd& shares)
{
  constexpr double toSpeakOf = 1e-3;
  for (auto column : shares.colwise())
  {
    const double largest = column.cwiseAbs().maxCoeff();
    const auto* first = std::find_if(column.data(), column.data() + column.size(),
      [&](double share) { return std::fabs(share) > toSpeakOf * largest; });
    if (*first < 0.0)
    {
      column *= -1.0;
    }
  }
}

Spectrum SpectrumOf(const MatrixXd& gram, bool centred)
{
  if (gram.size() == 0)
  {
    return {};
  }
  const Eigen::SelfAdjointEigenSolver<MatrixXd> solver(gram);
  const VectorXd values = solver.eigenvalues().reverse();
  const double smallest = SmallestVarianceRatio * values.maxCoeff();
  const Eigen::Index rank = (values.array() > std::max(smallest, 0.0)).count();
  Spectrum spectrum{ values.head(rank), solver.eigenvectors().rowwise().reverse().leftCols(rank) };
  if (centred)
  {
    const Eigen::RowVectorXd means = spectrum.Vectors.colwise().mean();
    spectrum.Vectors.rowwise() -= means;
  }
  FixSigns(spectrum.Vectors);
  return spectrum;
}

/// Solves on a thread of its own, while the calling thread goes on reporting: a thousand vectors
/// take seconds.
Spectrum SpectrumOf(const MatrixXd& gram, bool centred, const Progress& progress)
{
  Spectrum spectrum;
  const Task solve = [&](std::int64_t, const std::function<bool()>&)
  { spectrum = SpectrumOf(gram, centred); };
  RunTasks(
    1, { 1, torch::kCPU }, [&] { return solve; }, progress);
  return spectrum;
}

void CheckRank(const Spectrum& spectrum, const VectorStream& vectors, int components)
{
  if (spectrum.Values.size() < components)
  {
    throw Error("too few independent checkpoints")
      .Where("CheckpointFiles")
      .Expected("movement in " + std::to_string(components) + " dimensions, one for each axis")
      .Found(std::to_string(spectrum.Values.size()) + " in " + std::to_string(vectors.Count) +
        " checkpoints")
      .Advice("give more checkpoints, or lower Dimension");
  }
}

/// The sums of all vectors, weighted by their shares.
MatrixXd SumDirections(
  const VectorStream& vectors, const MatrixXd& weights, double begin, const Progress& progress)
{
  MatrixXd directions = MatrixXd::Zero(vectors.Length, weights.cols());
  for (std::int64_t t = 0; t < vectors.Count; ++t)
  {
    ReportProgress(progress,
      begin + (1.0 - begin) * static_cast<double>(t) / static_cast<double>(vectors.Count));
    const std::vector<double> values = vectors.Read(t);
    const Eigen::Map<const VectorXd> vector(values.data(), vectors.Length);
    for (Eigen::Index k = 0; k < weights.cols(); ++k)
    {
      directions.col(k) += weights(t, k) * vector;
    }
  }
  return directions;
}

/// Removes what rounding errors left in each direction of those before it, and normalises it.
void Orthonormalize(MatrixXd& directions)
{
  for (Eigen::Index k = 0; k < directions.cols(); ++k)
  {
    for (Eigen::Index other = 0; other < k; ++other)
    {
      directions.col(k) -= directions.col(other).dot(directions.col(k)) * directions.col(other);
    }
    directions.col(k).normalize();
  }
}

double RandomWalkRatio(double k, bool centred)
{
  return centred ? 6.0 / (Pi * Pi * k * k) : 8.0 / (Pi * Pi * (2.0 * k - 1.0) * (2.0 * k - 1.0));
}

VectorXd RandomWalkCosine(double k, bool centred, Eigen::Index points)
{
  const double frequency = centred ? k : k - 0.5;
  const double length = static_cast<double>(points) - (centred ? 0.0 : 0.5);
  VectorXd cosine(points);
  for (Eigen::Index t = 0; t < points; ++t)
  {
    cosine(t) = std::cos(Pi * frequency * (static_cast<double>(t) + 0.5) / length);
  }
  return cosine;
}

double AbsoluteCorrelation(const VectorXd& x, const VectorXd& y)
{
  const VectorXd a = x.array() - x.mean();
  const VectorXd b = y.array() - y.mean();
  return std::fabs(a.dot(b)) / (a.norm() * b.norm());
}

PrincipalVariance VarianceOf(const Spectrum& spectrum, double total, bool centred)
{
  PrincipalVariance variance;
  for (Eigen::Index i = 0; i < spectrum.Values.size(); ++i)
  {
    const double k = static_cast<double>(i) + 1.0;
    variance.ExplainedVarianceRatio.push_back(spectrum.Values(i) / total);
    variance.RandomWalkVarianceRatio.push_back(RandomWalkRatio(k, centred));
    variance.CosineCorrelation.push_back(AbsoluteCorrelation(
      spectrum.Vectors.col(i), RandomWalkCosine(k, centred, spectrum.Vectors.rows())));
  }
  return variance;
}

} // namespace

PrincipalComponents FindPrincipalComponents(
  const VectorStream& vectors, const PrincipalOptions& options, const Progress& progress)
{
  const double share = GramShare(vectors, options);
  MatrixXd gram = StreamedGram(vectors, options.BlockBytes,
    [&](double fraction) { return !progress || progress(share * fraction); });
  if (options.Centred)
  {
    CentreTwice(gram);
  }
  const Spectrum spectrum =
    SpectrumOf(gram, options.Centred, [&](double) { return !progress || progress(share); });
  CheckRank(spectrum, vectors, options.Components);

  const VectorXd scales = spectrum.Values.head(options.Components).cwiseSqrt().cwiseInverse();
  MatrixXd directions = SumDirections(
    vectors, spectrum.Vectors.leftCols(options.Components) * scales.asDiagonal(), share, progress);
  Orthonormalize(directions);

  PrincipalComponents components;
  for (const auto& direction : directions.colwise())
  {
    components.Directions.emplace_back(direction.begin(), direction.end());
  }
  components.Variance = VarianceOf(spectrum, spectrum.Values.sum(), options.Centred);
  return components;
}

} // namespace losslandscape
