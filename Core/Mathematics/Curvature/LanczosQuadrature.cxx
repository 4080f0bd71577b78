// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Mathematics/Curvature/LanczosQuadrature.h"

#include "Core/Common/Random.h"
#include "Core/Mathematics/Curvature/KrylovSpace.h"

#include <algorithm>

namespace losslandscape::curvature
{
namespace
{

/// Draws a vector of independent +1 and -1 (Rademacher).
Eigen::VectorXd Signs(Eigen::Index size, Random& random)
{
  Eigen::VectorXd signs(size);
  for (double& sign : signs)
  {
    sign = random.Below(2) == 0 ? -1.0 : 1.0;
  }
  return signs;
}

/// The sum of v[i] (A v)[i] over each block, for a v of +1 and -1. `unit` is v scaled to length 1,
/// `product` is A times `unit`.
Eigen::VectorXd TracesOf(const std::vector<CoordinateBlock>& blocks, const Eigen::VectorXd& unit,
  const Eigen::VectorXd& product)
{
  Eigen::VectorXd traces(static_cast<Eigen::Index>(blocks.size()));
  for (Eigen::Index i = 0; i < traces.size(); ++i)
  {
    const auto& block = blocks[i];
    traces[i] = static_cast<double>(unit.size()) *
      unit.segment(block.First, block.Size).dot(product.segment(block.First, block.Size));
  }
  return traces;
}

ProbeQuadrature QuadratureOf(const SymmetricOperator& matrix,
  const std::vector<CoordinateBlock>& blocks, const Eigen::VectorXd& start, Eigen::Index steps,
  const std::function<void()>& afterStep)
{
  ProbeQuadrature probe;
  const SymmetricOperator watched = { matrix.Size,
    [&](const Eigen::VectorXd& vector) -> Eigen::VectorXd
    {
      Eigen::VectorXd product = matrix.Apply(vector);
      if (probe.BlockTraces.size() == 0)
      {
        probe.BlockTraces = TracesOf(blocks, vector, product);
      }
      return product;
    } };
  KrylovSpace space(watched, start, steps);
  do
  {
    space.Grow();
    afterStep();
  } while (space.Dimension() < steps && !space.IsInvariant());
  const RitzPairs pairs = space.Pairs();
  probe.Nodes = pairs.Values;
  probe.Weights = pairs.Coordinates.row(0).transpose().cwiseAbs2();
  return probe;
}

template <typename Get>
Estimate MeanOver(const std::vector<ProbeQuadrature>& probes, Get&& get)
{
  Eigen::VectorXd samples(static_cast<Eigen::Index>(probes.size()));
  std::transform(probes.begin(), probes.end(), samples.begin(), get);
  return MeanOf(samples);
}

} // namespace

ProbeQuadrature QuadratureOfProbe(const SymmetricOperator& matrix,
  const std::vector<CoordinateBlock>& blocks, const QuadratureOptions& options, int probe,
  const Progress& progress)
{
  const Eigen::Index steps = std::min<Eigen::Index>(options.Steps, matrix.Size);
  // All probes are drawn from one sequence of random numbers, so those before must be drawn too.
  Random random(options.Seed);
  Eigen::VectorXd signs;
  for (int drawn = 0; drawn <= probe; ++drawn)
  {
    signs = Signs(matrix.Size, random);
  }
  int step = 0;
  return QuadratureOf(matrix, blocks, signs, steps,
    [&] { ReportProgress(progress, static_cast<double>(++step) / static_cast<double>(steps)); });
}

std::vector<ProbeQuadrature> QuadratureOfProbes(const SymmetricOperator& matrix,
  const std::vector<CoordinateBlock>& blocks, const QuadratureOptions& options,
  const Progress& progress)
{
  std::vector<ProbeQuadrature> probes;
  for (int probe = 0; probe < options.Probes; ++probe)
  {
    probes.push_back(QuadratureOfProbe(matrix, blocks, options, probe,
      [&](double fraction) { return !progress || progress((probe + fraction) / options.Probes); }));
  }
  return probes;
}

Estimate MomentOf(const std::vector<ProbeQuadrature>& probes, int k)
{
  return MeanOver(probes,
    [k](const ProbeQuadrature& probe)
    { return probe.Weights.dot(probe.Nodes.array().pow(k).matrix()); });
}

Estimate TraceOf(const std::vector<ProbeQuadrature>& probes, Eigen::Index size)
{
  const Estimate mean = MomentOf(probes, 1);
  const auto count = static_cast<double>(size);
  return { count * mean.Value, count * mean.StandardError };
}

Estimate BlockTraceOf(const std::vector<ProbeQuadrature>& probes, std::size_t block)
{
  return MeanOver(probes,
    [block](const ProbeQuadrature& probe)
    { return probe.BlockTraces[static_cast<Eigen::Index>(block)]; });
}

} // namespace losslandscape::curvature
