// SPDX-License-Identifier: BSD-3-Clause
#ifndef losslandscape_Engine_Derivatives_NormSubstitution_h
#define losslandscape_Engine_Derivatives_NormSubstitution_h

#include <Eigen/Core>

#include <functional>
#include <vector>

namespace losslandscape
{

/// Where the numbers of a batch norm layer begin, of which there are Channels each: weight and bias
/// in the vector of all weights, mean and variance in the vector of all statistics.
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
/// so that the loss at other statistics is the loss at other weights: exact, to any order. Here the
/// first and second derivatives of these two are taken at M = m and V = v.
class NormSubstitution
{
public:
  /// A layer's place, with its weights and variances, one number for each channel.
  struct Layer
  {
    NormPlace Place;
    Eigen::ArrayXd Weight;
    Eigen::ArrayXd Variance;
  };

  /// `statistics` is the number of statistics of all layers.
  NormSubstitution(std::vector<Layer> layers, Eigen::Index statistics);

  /// The gradient by the statistics, from the gradient by all weights.
  Eigen::VectorXd StatisticsGradient(const Eigen::VectorXd& gradient) const;

  /// The change of weights that does to first order what `change` of the weights and `statistics`
  /// of the statistics do together.
  Eigen::VectorXd EquivalentChange(
    const Eigen::VectorXd& change, const Eigen::VectorXd& statistics) const;

  /// A product of the Hessian by weights and statistics together.
  struct Product
  {
    Eigen::VectorXd Weights;
    Eigen::VectorXd Statistics;
  };

  /// The product of the Hessian by weights and statistics with a change of both. `gradient` is the
  /// gradient by all weights, and `product` that of the Hessian by all weights with the equivalent
  /// change.
  Product HessianProduct(const Eigen::VectorXd& gradient, const Eigen::VectorXd& product,
    const Eigen::VectorXd& change, const Eigen::VectorXd& statistics) const;

private:
  std::vector<Layer> Layers;
  Eigen::Index Statistics;
};

/// The sums over batches that derivatives of a loss L(w, s(w)) are made of, where the statistics s
/// of recalibrated batch norm follow all weights w.
struct RecalibrationSums
{
  /// Gradient of the loss with the statistics held.
  std::function<Eigen::VectorXd()> Gradient;
  /// Products of the Hessian of the loss, statistics held, with each column, and its gradient as
  /// one column more.
  std::function<Eigen::MatrixXd(const Eigen::MatrixXd& vectors)> ProductsAndGradient;
  /// Changes of the statistics along each column.
  std::function<Eigen::MatrixXd(const Eigen::MatrixXd& vectors)> StatisticsChanges;
  /// Gradient by the weights of the sum of all statistics times `factors`.
  std::function<Eigen::VectorXd(const Eigen::VectorXd& factors)> PullBack;
  /// Change of PullBack's gradient along each column of `vectors`, while the factors change by the
  /// same column of `changes`.
  std::function<Eigen::MatrixXd(
    const Eigen::VectorXd& factors, const Eigen::MatrixXd& changes, const Eigen::MatrixXd& vectors)>
    PullBackChanges;
};

/// Gradient of the loss L(w, s(w)), and products of its Hessian with each column of `vectors`.
Eigen::VectorXd RecalibratedGradient(const NormSubstitution& norms, const RecalibrationSums& sums);
Eigen::MatrixXd RecalibratedProducts(
  const NormSubstitution& norms, const RecalibrationSums& sums, const Eigen::MatrixXd& vectors);

} // namespace losslandscape

#endif
