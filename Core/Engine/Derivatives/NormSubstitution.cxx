// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Engine/Derivatives/NormSubstitution.h"

#include <utility>

namespace losslandscape
{
namespace
{

/// A layer's part of a vector.
Eigen::ArrayXd Part(const Eigen::VectorXd& vector, Eigen::Index first, const NormPlace& place)
{
  return vector.segment(first, place.Channels).array();
}

/// First and second derivatives of a layer's equivalent weight (W) and bias (B) by its weight g,
/// mean m and variance v, as far as they are not 0 or 1. Wgv is that of W by g and v. d is v +
/// epsilon.
struct LayerDerivatives
{
  explicit LayerDerivatives(const NormSubstitution::Layer& layer)
  {
    const Eigen::ArrayXd d = layer.Variance + layer.Place.Epsilon;
    this->Bm = -layer.Weight / d.sqrt();
    this->Wv = -0.5 * layer.Weight / d;
    this->Bgm = -1.0 / d.sqrt();
    this->Wgv = -0.5 / d;
    this->Bmv = 0.5 * layer.Weight / (d * d.sqrt());
    this->Wvv = 0.75 * layer.Weight / (d * d);
  }

  Eigen::ArrayXd Bm, Wv, Bgm, Wgv, Bmv, Wvv;
};

} // namespace

NormSubstitution::NormSubstitution(std::vector<Layer> layers, Eigen::Index statistics)
  : Layers(std::move(layers)), Statistics(statistics)
{
}

Eigen::VectorXd NormSubstitution::StatisticsGradient(const Eigen::VectorXd& gradient) const
{
  Eigen::VectorXd found = Eigen::VectorXd::Zero(this->Statistics);
  for (const Layer& layer : this->Layers)
  {
    const NormPlace& place = layer.Place;
    const LayerDerivatives by(layer);
    found.segment(place.Mean, place.Channels) = by.Bm * Part(gradient, place.Bias, place);
    found.segment(place.Variance, place.Channels) = by.Wv * Part(gradient, place.Weight, place);
  }
  return found;
}

Eigen::VectorXd NormSubstitution::EquivalentChange(
  const Eigen::VectorXd& change, const Eigen::VectorXd& statistics) const
{
  Eigen::VectorXd found = change;
  for (const Layer& layer : this->Layers)
  {
    const NormPlace& place = layer.Place;
    const LayerDerivatives by(layer);
    found.segment(place.Bias, place.Channels).array() +=
      by.Bm * Part(statistics, place.Mean, place);
    found.segment(place.Weight, place.Channels).array() +=
      by.Wv * Part(statistics, place.Variance, place);
  }
  return found;
}

NormSubstitution::Product NormSubstitution::HessianProduct(const Eigen::VectorXd& gradient,
  const Eigen::VectorXd& product, const Eigen::VectorXd& change,
  const Eigen::VectorXd& statistics) const
{
  Product found{ product, this->StatisticsGradient(product) };
  for (const Layer& layer : this->Layers)
  {
    const NormPlace& place = layer.Place;
    const LayerDerivatives by(layer);
    const Eigen::ArrayXd byBias = Part(gradient, place.Bias, place);
    const Eigen::ArrayXd byWeight = Part(gradient, place.Weight, place);
    const Eigen::ArrayXd weight = Part(change, place.Weight, place);
    const Eigen::ArrayXd mean = Part(statistics, place.Mean, place);
    const Eigen::ArrayXd variance = Part(statistics, place.Variance, place);
    found.Weights.segment(place.Weight, place.Channels).array() +=
      byBias * by.Bgm * mean + byWeight * by.Wgv * variance;
    found.Statistics.segment(place.Mean, place.Channels).array() +=
      byBias * (by.Bgm * weight + by.Bmv * variance);
    found.Statistics.segment(place.Variance, place.Channels).array() +=
      byBias * by.Bmv * mean + byWeight * (by.Wgv * weight + by.Wvv * variance);
  }
  return found;
}

Eigen::VectorXd RecalibratedGradient(const NormSubstitution& norms, const RecalibrationSums& sums)
{
  const Eigen::VectorXd held = sums.Gradient();
  return held + sums.PullBack(norms.StatisticsGradient(held));
}

/// With L_w and L_s the derivatives by weights and by statistics, J = s'(w) and u = J v, the
/// Hessian's product with v is L_ww v + L_ws u + J' (L_sw v + L_ss u) + (d/dw of J' L_s, L_s held)
/// v.
Eigen::MatrixXd RecalibratedProducts(
  const NormSubstitution& norms, const RecalibrationSums& sums, const Eigen::MatrixXd& vectors)
{
  const Eigen::MatrixXd statistics = sums.StatisticsChanges(vectors);
  Eigen::MatrixXd equivalent(vectors.rows(), vectors.cols());
  for (Eigen::Index i = 0; i < vectors.cols(); ++i)
  {
    equivalent.col(i) = norms.EquivalentChange(vectors.col(i), statistics.col(i));
  }
  const Eigen::MatrixXd held = sums.ProductsAndGradient(equivalent);
  const Eigen::VectorXd gradient = held.col(vectors.cols());
  Eigen::MatrixXd products(vectors.rows(), vectors.cols());
  Eigen::MatrixXd changes(statistics.rows(), vectors.cols());
  for (Eigen::Index i = 0; i < vectors.cols(); ++i)
  {
    const auto whole =
      norms.HessianProduct(gradient, held.col(i), vectors.col(i), statistics.col(i));
    products.col(i) = whole.Weights;
    changes.col(i) = whole.Statistics;
  }
  return products + sums.PullBackChanges(norms.StatisticsGradient(gradient), changes, vectors);
}

} // namespace losslandscape
