// SPDX-License-Identifier: BSD-3-Clause
#ifndef losslandscape_Engine_Derivatives_NormSubstitution_h
#define losslandscape_Engine_Derivatives_NormSubstitution_h

#include <Eigen/Core>

#include <functional>
#include <vector>

namespace losslandscape
{

/// Where a batch norm layer's numbers begin, Channels of each: weight and bias in the vector of all
/// weights, means and variances in that of all statistics.
struct NormPlace
{
  Eigen::Index Weight = 0;
  Eigen::Index Bias = 0;
  Eigen::Index Mean = 0;
  Eigen::Index Variance = 0;
  Eigen::Index Channels = 0;
  double Epsilon = 0.0;
};

/// Derivatives by the statistics that layers normalise with, from derivatives by their weights and
/// biases. LibTorch does not differentiate by running statistics, but a layer with mean m, variance
/// v, weight g and bias b is the one with statistics M and V and
///   weight g sqrt((V + epsilon) / (v + epsilon)),  bias b + g (M - m) / sqrt(v + epsilon),
/// so that another loss is found at other weights: exact, to any order. Here M = m and V = v, about
/// which first and second derivatives of these two are taken.
class NormSubstitution
{
public:
  struct Layer
  {
    NormPlace Place;
    Eigen::ArrayXd Weight;
    Eigen::ArrayXd Variance;
  };

  NormSubstitution(std::vector<Layer> layers, Eigen::Index statistics);

  /// Gradient by statistics, out of that by all weights.
  Eigen::VectorXd StatisticsGradient(const Eigen::VectorXd& gradient) const;

  /// The change of weights that does what `change` of weights and `statistics` of statistics do, in
  /// first order.
  Eigen::VectorXd EquivalentChange(
    const Eigen::VectorXd& change, const Eigen::VectorXd& statistics) const;

  /// A product of the Hessian by weights and statistics.
  struct Product
  {
    Eigen::VectorXd Weights;
    Eigen::VectorXd Statistics;
  };

  /// Its product with a change of both, out of gradient and `product` by weights alone: that with
  /// the equivalent change.
  Product HessianProduct(const Eigen::VectorXd& gradient, const Eigen::VectorXd& product,
    const Eigen::VectorXd& change, const Eigen::VectorXd& statistics) const;

private:
  std::vector<Layer> Layers;
  Eigen::Index Statistics;
};

/// Sums over batches that derivatives of a loss with recalibrated batch norm are made of, by all
/// weights w with statistics s(w).
struct RecalibrationSums
{
  /// Gradient of the loss, statistics held.
  std::function<Eigen::VectorXd()> Gradient;
  /// Products of that loss's Hessian with each column, and its gradient as one column more.
  std::function<Eigen::MatrixXd(const Eigen::MatrixXd& vectors)> ProductsAndGradient;
  /// Changes of the statistics along each column.
  std::function<Eigen::MatrixXd(const Eigen::MatrixXd& vectors)> StatisticsChanges;
  /// Gradient of factors' s(w).
  std::function<Eigen::VectorXd(const Eigen::VectorXd& factors)> PullBack;
  /// Change of that gradient along each column, while factors change by a column of `changes`.
  std::function<Eigen::MatrixXd(
    const Eigen::VectorXd& factors, const Eigen::MatrixXd& changes, const Eigen::MatrixXd& vectors)>
    PullBackChanges;
};

/// Of the loss L(w, s(w)): the statistics follow the weights.
Eigen::VectorXd RecalibratedGradient(const NormSubstitution& norms, const RecalibrationSums& sums);
Eigen::MatrixXd RecalibratedProducts(
  const NormSubstitution& norms, const RecalibrationSums& sums, const Eigen::MatrixXd& vectors);

} // namespace losslandscape

#endif
