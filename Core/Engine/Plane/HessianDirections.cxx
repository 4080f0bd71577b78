// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Common/Error.h"
#include "Core/Engine/Derivatives/NetworkHessian.h"
#include "Core/Engine/Plane/DirectionSet.h"
#include "Core/Engine/Problem/ProblemInternals.h"
#include "Core/Mathematics/Curvature/ExtremeEigenvalues.h"

#include <algorithm>

namespace losslandscape
{
namespace
{

using curvature::CoordinateBlock;
using curvature::Eigenpair;

/// Largest residual of the eigenvectors, as a share of the largest eigenvalue. Single precision can
/// give no less.
constexpr double Tolerance = 1e-4;
constexpr int MaximumProducts = 1000;

curvature::EigenOptions EigenOptionsOf(int dimension, EigenvectorChoice choice)
{
  const bool bothEnds = choice == EigenvectorChoice::LargestAndSmallest && dimension > 1;
  curvature::EigenOptions options;
  options.Smallest = bothEnds ? 1 : 0;
  options.Largest = dimension - options.Smallest;
  options.Tolerance = Tolerance;
  options.MaximumProducts = MaximumProducts;
  options.Vectors = true;
  return options;
}

/// The eigenpairs in the order of the axes: the largest, then the smallest if it is wanted, then
/// the others.
std::vector<Eigenpair> InOrder(curvature::ExtremeEigenpairs found)
{
  std::vector<Eigenpair> pairs = std::move(found.Largest);
  pairs.insert(pairs.begin() + std::min<std::ptrdiff_t>(1, pairs.size()),
    std::make_move_iterator(found.Smallest.begin()), std::make_move_iterator(found.Smallest.end()));
  return pairs;
}

void CheckSize(Eigen::Index weights, int dimension)
{
  if (weights < dimension)
  {
    throw Error("there are fewer moving weights than axes")
      .Where("Directions = Hessian Eigenvectors")
      .Expected("at least " + std::to_string(dimension) + " weights")
      .Found(std::to_string(weights))
      .Advice("lower Dimension, or turn IgnoreBiasAndNorm off");
  }
}

/// Throws Error if the search has not converged: a landscape along anything else would be mistaken
/// for one along eigenvectors.
void CheckConverged(const curvature::ExtremeEigenpairs& found, const Problem& problem)
{
  if (!found.Converged)
  {
    throw Error("the Hessian's eigenvectors cannot be told apart")
      .Where(problem.WeightsSource())
      .Expected("residuals below 1e-4 of the largest eigenvalue within " +
        std::to_string(MaximumProducts) + " products")
      .Found("larger ones")
      .Advice("use weights closer to a minimum, or lower Dimension");
  }
}

ParameterVector DirectionOf(const Eigenpair& pair, const std::vector<CoordinateBlock>& blocks,
  const ParameterVector& weights, Eigen::Index size)
{
  const Eigen::VectorXd vector = curvature::Scatter(pair.Vector, blocks, size);
  return Unflatten({ vector.begin(), vector.end() }, weights);
}

} // namespace

/// Directions as in Boettcher and Wheeler 2022, "Visualizing high-dimensional loss landscapes with
/// Hessian directions": along extreme eigenvectors a saddle shows as one, along random directions
/// the mean curvature does.
DirectionSet HessianDirections(const std::shared_ptr<const Problem>& problem, int dimension,
  const DirectionOptions& options, const Progress& progress)
{
  const auto blocks =
    options.IgnoreBiasAndNorm ? BlocksWithoutBiasAndNorm(*problem) : ParameterBlocks(*problem);
  NetworkHessian whole(problem, options.Threads, MaximumProducts, progress);
  const auto hessian = curvature::Restrict(whole.Operator(), blocks);
  CheckSize(hessian.Size, dimension);
  const auto found =
    curvature::FindExtremeEigenpairs(hessian, EigenOptionsOf(dimension, options.Eigenvectors));
  CheckConverged(found, *problem);
  const ParameterVector weights = WeightsOf(*problem->GetInternals().Network);
  DirectionSet directions;
  for (const Eigenpair& pair : InOrder(found))
  {
    directions.Axes.push_back(DirectionOf(pair, blocks, weights, whole.GetLoss().Size()));
    directions.Curvatures.push_back({ pair.Value, pair.Residual });
  }
  return directions;
}

} // namespace losslandscape
